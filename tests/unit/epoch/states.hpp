// States for tests: opened, filled with epochs, looked at, and changed behind their back.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "epoch/state.hpp"

namespace weir::epoch {

using Sinks = std::vector<SinkIdentity>;
inline const Sinks kLake{{"lake", "parquet\npath=lake\n"}};
inline const Sinks kOther{{"lake", "parquet\npath=other\n"}};

inline std::unique_ptr<State> OpenState(const std::string& folder, const Sinks& sinks = kLake) {
  auto state = State::Open(folder, sinks);
  EXPECT_TRUE(state.ok()) << state.status().message();
  return state.ok() ? std::move(*state) : nullptr;
}

inline EpochRecord Epoch(uint64_t number, std::vector<SplitProgress> splits, std::vector<Receipt> receipts = {},
                         std::vector<Snapshot> snapshots = {}) {
  return {number, "weir = 1", 0, "[]", false, std::move(splits), std::move(receipts), std::move(snapshots)};
}

inline void Commit(State& state, const EpochRecord& epoch) {
  ASSERT_TRUE(state.Record(epoch).ok());
  ASSERT_TRUE(state.Confirm(epoch.number).ok());
}

inline Seen Look(State& state, std::string_view id, std::string_view version = "v", std::string* position = nullptr) {
  const Result<Bookmark> bookmark = state.Look(1, id, version);
  EXPECT_TRUE(bookmark.ok()) << bookmark.status().message();
  if (position != nullptr) *position = bookmark->position;
  return bookmark.ok() ? bookmark->seen : Seen::New;
}

// Changes the database as nothing in weir would.
inline void Change(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(SQLITE_OK, sqlite3_open(path.c_str(), &db));
  EXPECT_EQ(SQLITE_OK, sqlite3_exec(db, sql, nullptr, nullptr, nullptr)) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

}  // namespace weir::epoch
