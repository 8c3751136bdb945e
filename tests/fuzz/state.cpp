// state.db, whatever somebody made of it: it opens and works as far as it goes, or says what is wrong with it.
//
// Input: SQL that changes a good database; behind a NUL byte, what to write over its file: a place (2 bytes) and a byte each.
#include "epoch/state.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "epoch/witness.hpp"
#include "input.hpp"
#include "store/temp_folder.hpp"

using namespace weir;

namespace {

const std::vector<epoch::SinkIdentity> kSinks{{"lake", "parquet\npath=lake\n"}};

epoch::EpochRecord RecordOf(uint64_t number) {
  return {number,
          "weir = 1",
          0,
          "[]",
          false,
          {{1, "/logs/a", "v1", "position", true, false}, {1, "/logs/b" + std::to_string(number), "v1", "position", false, false}},
          {{"lake", 0, "receipt " + std::to_string(number)}},
          {{"sums", 0, "snapshot"}}};
}

// A database of two epochs, in small pages so that there are few bytes to get wrong.
std::string GoodDatabase(const TempFolder& folder) {
  sqlite3* made = nullptr;
  sqlite3_open((folder / "state.db").c_str(), &made);
  sqlite3_exec(made, "PRAGMA page_size = 512; VACUUM", nullptr, nullptr, nullptr);
  sqlite3_close(made);
  {
    auto state = epoch::State::Open(folder.path(), kSinks);
    fuzz::Expect(state.ok(), "a new state opens");
    fuzz::Expect((*state)->Record(RecordOf(1)).ok() && (*state)->Confirm(1).ok() && (*state)->Record(RecordOf(2)).ok(),
                 "a new state works");
    fuzz::Expect((*state)->AddRun({0, 0, 1, 2, "done", "log", 0, 3, 3, 0, 4}).ok(), "a new state takes a run");
  }
  return folder.Get("state.db");
}

// SQL is for this file only, and ends.
int Allow(void*, int action, const char* what, const char*, const char*, const char*) {
  if (action == SQLITE_ATTACH || action == SQLITE_DETACH) return SQLITE_DENY;
  if (action == SQLITE_FUNCTION) return SQLITE_OK;
  if (action != SQLITE_PRAGMA) return SQLITE_OK;
  for (const std::string_view known : {"writable_schema", "user_version", "encoding", "application_id"})
    if (what != nullptr && known == what) return SQLITE_OK;
  return SQLITE_DENY;
}

void Change(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  if (sqlite3_open(file.c_str(), &database) == SQLITE_OK) {
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
    sqlite3_set_authorizer(database, Allow, nullptr);
    sqlite3_progress_handler(
        database, 20'000, [](void*) { return 1; }, nullptr);
    sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
    sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_progress_handler(database, 0, nullptr, nullptr);
  }
  sqlite3_close(database);
}

bool IsName(std::string_view text) {
  return !text.empty() && text != "." && text != ".." && text.find('/') == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

// Everything that a run and the commands for people do with a state.
void Use(epoch::State& state) {
  fuzz::Expect(IsName(state.state_id()), "the state's id can be the name of a folder");
  for (const char* id : {"/logs/a", "/logs/b1", "/logs/new"}) {
    (void)state.Look(1, id, "v1");
    (void)state.Look(1, id, "v2");
  }
  (void)state.Receipts(epoch::ReceiptState::Prepared);
  (void)state.Receipts(epoch::ReceiptState::ToRetract);
  (void)state.Snapshots();
  (void)state.NewestSplits();
  (void)state.CheckRepaired({});
  (void)state.EachSplit([](const epoch::SplitRow&) {});
  (void)state.Runs();
  (void)state.Epochs();
  if (state.prepared() && state.last_epoch() % 2 == 0)
    if (!state.BeginRepair({"lake"}).ok()) return;
  if (state.prepared())
    if (!state.Confirm(*state.prepared()).ok()) return;
  const uint64_t next = state.last_epoch() + 1;
  epoch::EpochRecord record = RecordOf(next);
  if (state.owed()) record.splits.clear();
  if (!state.Record(record).ok()) return;
  if (!state.Confirm(next).ok()) return;
  fuzz::Expect(state.last_epoch() == next && !state.prepared(), "an epoch that was confirmed is the last one");
  const uint64_t known = state.known_splits();
  if (state.Rewind(next - 1).ok()) fuzz::Expect(state.known_splits() <= known, "a rewind makes no splits");
  (void)state.AddRun({0, 0, 1, 2, "done", "", 0, 0, 0, 0, 0});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TempFolder folder("/dev/shm");
  static const std::string good = GoodDatabase(folder);
  fuzz::Input input(data, size);
  const std::string sql(input.Until('\0'));
  const std::string path = folder / "state.db";
  for (const char* beside : {"-wal", "-shm", "-journal"}) std::filesystem::remove(path + beside);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().extension() == epoch::Witness::kEnding) std::filesystem::remove(entry.path());
  folder.Put("state.db", good);
  if (!sql.empty()) Change(path, sql);
  if (!input.empty()) {
    std::string bytes = folder.Get("state.db");
    while (!input.empty()) {
      const auto place = input.Take<uint16_t>();
      const char byte = static_cast<char>(input.Byte());
      if (!bytes.empty()) bytes[place % bytes.size()] = byte;
    }
    folder.Put("state.db", bytes);
  }
  {
    const auto state = epoch::State::Open(folder.path(), kSinks);
    if (state.ok())
      Use(**state), (void)(*state)->Reset();
    else
      fuzz::Expect(!state.status().message().empty(), "what is wrong is said");
  }
  return 0;
}
