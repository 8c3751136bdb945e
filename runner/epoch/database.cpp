#include "epoch/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "weir/crash_point.hpp"

namespace weir::epoch {
namespace {

// `sum` is a checksum over the other columns that never change while the row stands.  An epoch's `receipts`, `snapshots`, `splits` and
// `splits_sum` are how many there are, and the checksums of all splits together, so that a row that is gone is missed.
// `window` is what a run began to take and did not end.
// `undo` has what a split was before an epoch changed it; version is NULL when the epoch saw it first.
constexpr const char* kTables = R"sql(
CREATE TABLE generation(id INTEGER PRIMARY KEY, state_id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
  window TEXT NOT NULL DEFAULT '');
CREATE TABLE sink(generation INTEGER NOT NULL, node TEXT NOT NULL, identity TEXT NOT NULL, PRIMARY KEY(generation, node)) WITHOUT ROWID;
CREATE TABLE epoch(generation INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, pipeline TEXT NOT NULL, now INTEGER NOT NULL,
  ledger TEXT NOT NULL, phase TEXT NOT NULL, final INTEGER NOT NULL, repairs INTEGER NOT NULL, receipts INTEGER NOT NULL, snapshots INTEGER NOT NULL,
  splits INTEGER NOT NULL, splits_sum INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(generation, number)) WITHOUT ROWID;
CREATE TABLE split(generation INTEGER NOT NULL, key BLOB NOT NULL, source INTEGER NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, position BLOB NOT NULL,
  finished INTEGER NOT NULL, damaged INTEGER NOT NULL, epoch INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(generation, key)) WITHOUT ROWID;
CREATE TABLE undo(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL, version TEXT, position BLOB, finished INTEGER,
  damaged INTEGER, was INTEGER, sum INTEGER, PRIMARY KEY(generation, epoch, key)) WITHOUT ROWID;
CREATE TABLE snapshot(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, node TEXT NOT NULL, lane INTEGER NOT NULL,
  bytes BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(generation, epoch, number)) WITHOUT ROWID;
CREATE TABLE receipt(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, node TEXT NOT NULL, lane INTEGER NOT NULL,
  bytes BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'prepared', sum INTEGER NOT NULL, PRIMARY KEY(generation, epoch, number)) WITHOUT ROWID;
CREATE INDEX open_receipt ON receipt(generation, state) WHERE state <> 'committed';
CREATE TABLE owed(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY(generation, epoch, node)) WITHOUT ROWID;
CREATE TABLE run(id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, scheduled INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
  status TEXT NOT NULL, exit INTEGER NOT NULL, read INTEGER NOT NULL, written INTEGER NOT NULL, rejected INTEGER NOT NULL, bytes INTEGER NOT NULL,
  log TEXT NOT NULL);
)sql";

const char* OrEmpty(const char* data) { return data == nullptr ? "" : data; }

}  // namespace

const Schema kStateSchema{3, kTables, "restore its folder from a backup, or remove it to begin again from nothing"};

Database::~Database() { sqlite3_close(db_); }

Status Database::Open() {
  if (sqlite3_open_v2(path_.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr) != SQLITE_OK)
    return Error("open");
  // A file that somebody else made may have views and triggers, which are programs.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // FULL: a transaction that returned survives a power cut.
  Status status = Execute("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  return status.ok() ? MakeTables() : status;
}

Status Database::MakeTables() {
  int64_t version = 0;
  {
    Statement read(*this, "PRAGMA user_version");
    if (!read.Step()) return Error("read");
    version = read.Int(0);
  }
  if (version == schema_.version) return {};
  if (version != 0)
    return Status::Fatal(
        fmt::format("{} is of version {}, this weir knows {}; use {}", path_, version, schema_.version,
                    version > schema_.version ? "a newer weir" : "the weir that made it, or remove it to begin again from nothing"));
  return InTransaction([&]() -> Status {
    if (Status status = Execute(schema_.tables); !status.ok()) return status;
    return Execute(fmt::format("PRAGMA user_version = {}", schema_.version));
  });
}

Status Database::Error(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(db_);
  std::string message = fmt::format("{} {}: {}", doing, path_, sqlite3_errmsg(db_));
  switch (code & 0xff) {
    case SQLITE_READONLY:
    case SQLITE_PERM: return Status::Denied(message + "; the state folder must be writable").WithDetail(code);
    case SQLITE_CANTOPEN:
      if (const int error = sqlite3_system_errno(db_); error != EACCES && error != EPERM && error != EROFS)
        return Status::Fatal(message).WithDetail(code);
      return Status::Denied(message + "; the state folder must be writable").WithDetail(code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Status::Fatal(message + "; " + schema_.advice).WithDetail(code);
    case SQLITE_FULL: return Status::Fatal(message + "; free space there").WithDetail(code);
    default: return Status::Fatal(message).WithDetail(code);
  }
}

Status Database::Damaged(std::string_view what) const {
  return Status::Fatal(fmt::format("{} is damaged: {}; {}", path_, what, schema_.advice));
}

Status Database::Execute(const std::string& sql) {
  return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? Status() : Error("write");
}

Status Database::InTransaction(const std::function<Status()>& body) {
  if (Status status = Execute("BEGIN IMMEDIATE"); !status.ok()) return status;
  CrashPoint("transaction.begun");
  Status status = body();
  CrashPoint("transaction.filled");
  if (status.ok()) status = Execute("COMMIT");
  CrashPoint("transaction.ended");
  if (!status.ok()) (void)sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  return status;
}

int64_t Database::last_row() const { return sqlite3_last_insert_rowid(db_); }

Statement::Statement(Database& database, const char* sql) : database_(database) {
  code_ = sqlite3_prepare_v2(database.db_, sql, -1, &statement_, nullptr);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::Note(int code) {
  if (code_ == SQLITE_OK) code_ = code;
  return *this;
}

Statement& Statement::Bind(int64_t value) { return Note(sqlite3_bind_int64(statement_, ++bound_, value)); }

Statement& Statement::Bind(std::string_view text) {
  return Note(sqlite3_bind_text64(statement_, ++bound_, OrEmpty(text.data()), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::BindBlob(std::string_view bytes) {
  return Note(sqlite3_bind_blob64(statement_, ++bound_, OrEmpty(bytes.data()), bytes.size(), SQLITE_TRANSIENT));
}

bool Statement::Step() {
  if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
  code_ = sqlite3_step(statement_);
  return code_ == SQLITE_ROW;
}

Status Statement::Ended(std::string_view doing) const { return code_ == SQLITE_DONE ? Status() : database_.Error(doing); }

Status Statement::Run(std::string_view doing) {
  while (Step()) {
  }
  Status status = Ended(doing);
  if (status.ok()) Reset();
  return status;
}

void Statement::Reset() {
  code_ = sqlite3_reset(statement_);
  bound_ = 0;
}

int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }

bool Statement::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::string_view Statement::Bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {OrEmpty(bytes), static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

Result<SplitKey> Statement::Key(int column) const {
  SplitKey key{};
  if (Bytes(column).size() != sizeof key) return database_.Damaged("a key of a wrong size");
  std::memcpy(&key, Bytes(column).data(), sizeof key);
  return key;
}

}  // namespace weir::epoch
