// SQLite as the state needs it: one connection, statements that bind in order, transactions.  Errors become outcomes here.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "epoch/records.hpp"
#include "weir/status.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace weir::epoch {

// What a database is made with.  The texts are static.
struct Schema {
  int version;
  const char* tables;
  const char* advice;  // what to do when the file is damaged
};
extern const Schema kStateSchema;

class Database {
 public:
  explicit Database(std::string path, const Schema& schema = kStateSchema) : path_(std::move(path)), schema_(schema) {}
  ~Database();
  Database(const Database&) = delete;

  // Opens or makes the file and its tables.
  Status Open();
  Status Execute(const std::string& sql);
  // All of `body` or nothing of it; on disk when it returns.
  Status InTransaction(const std::function<Status()>& body);
  int64_t last_row() const;
  // For content that can't be what was written.
  Status Damaged(std::string_view what) const;

 private:
  friend class Statement;
  Status Error(std::string_view doing) const;
  Status MakeTables();

  std::string path_;
  Schema schema_;
  sqlite3* db_ = nullptr;
};

// One prepared statement.  What goes wrong while it binds shows when it is stepped.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;

  Statement& Bind(int64_t value);
  Statement& Bind(uint64_t value) { return Bind(static_cast<int64_t>(value)); }
  Statement& Bind(std::string_view text);
  Statement& BindBlob(std::string_view bytes);
  Statement& Bind(const SplitKey& key) { return BindBlob({reinterpret_cast<const char*>(&key), sizeof key}); }

  // True while there is a row.
  bool Step();
  // After the last row: whether that was the end or an error.
  Status Ended(std::string_view doing) const;
  // Runs a statement without rows, and makes it ready for the next values.
  Status Run(std::string_view doing);
  void Reset();

  int64_t Int(int column) const;
  bool IsNull(int column) const;
  // Text or a blob; valid until the next Step.
  std::string_view Bytes(int column) const;
  Result<SplitKey> Key(int column) const;

 private:
  Statement& Note(int code);
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int code_ = 0;
  int bound_ = 0;
};

}  // namespace weir::epoch
