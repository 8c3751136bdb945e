#include "epoch/state.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>

#include <fmt/chrono.h>
#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::epoch {
namespace {

namespace fs = std::filesystem;

constexpr int kSchema = 1;
constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS generation(id INTEGER PRIMARY KEY, state_id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sink(generation INTEGER NOT NULL, node TEXT NOT NULL, identity TEXT NOT NULL, PRIMARY KEY(generation, node)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epoch(generation INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, pipeline TEXT NOT NULL,
  ledger TEXT NOT NULL, phase TEXT NOT NULL, PRIMARY KEY(generation, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS position(generation INTEGER NOT NULL, key BLOB NOT NULL, split TEXT NOT NULL, version TEXT NOT NULL,
  position BLOB NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY(generation, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finished(generation INTEGER NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL, split TEXT NOT NULL,
  damaged INTEGER NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY(generation, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS snapshot(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, node TEXT NOT NULL, lane INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS receipt(generation INTEGER NOT NULL, epoch INTEGER NOT NULL, number INTEGER NOT NULL, node TEXT NOT NULL,
  lane INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(generation, epoch, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
  status TEXT NOT NULL, exit INTEGER NOT NULL, read INTEGER NOT NULL, written INTEGER NOT NULL, rejected INTEGER NOT NULL, bytes INTEGER NOT NULL);
)sql";

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// A random UUID (RFC 9562, version 4).
std::string NewStateId() {
  std::random_device random;
  uint64_t high = uint64_t{random()} << 32 | random();
  uint64_t low = uint64_t{random()} << 32 | random();
  high = (high & ~uint64_t{0xf000}) | 0x4000;
  low = (low & ~(uint64_t{3} << 62)) | uint64_t{1} << 63;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48, low & 0xffffffffffff);
}

SplitKey KeyOf(uint64_t source, std::string_view id) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(id.data(), id.size(), source);
  return {hash.low64, hash.high64};
}
uint64_t VersionHash(std::string_view version) { return XXH3_64bits(version.data(), version.size()); }

Status FromErrno(const std::string& what, int error) {
  std::string message = fmt::format("{}: {}", what, std::strerror(error));
  if (error == EACCES || error == EPERM || error == EROFS) return Status::Denied(message + "; set WEIR_STATE to a folder that can be written").WithDetail(error);
  return Status::Fatal(message).WithDetail(error);
}

}  // namespace

// ---- the lock ----------------------------------------------------------------------------------

Result<StateLock> StateLock::Take(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return FromErrno("create the state folder " + folder, error.value());
  const std::string path = folder + "/lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return FromErrno("open " + path, errno);
  char holder[256] = {};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const ssize_t n = ::pread(fd, holder, sizeof holder - 1, 0);
    ::close(fd);
    return Status::Retry(fmt::format("another run holds this pipeline: {}(lock {})", n > 0 ? holder : "", path));
  }
  char host[128] = {};
  ::gethostname(host, sizeof host - 1);
  const std::string self = fmt::format("pid {} on {} since {:%Y-%m-%dT%H:%M:%SZ} ", ::getpid(), host, fmt::gmtime(std::time(nullptr)));
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, self.data(), self.size(), 0) < 0) {
    const int failed = errno;
    ::close(fd);
    return FromErrno("write " + path, failed);
  }
  return StateLock(fd);
}

StateLock::StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
StateLock::~StateLock() {
  if (fd_ >= 0) ::close(fd_);
}

// ---- SQLite ------------------------------------------------------------------------------------

// One prepared statement.  Binding goes in order; errors show when it is stepped.
class State::Statement {
 public:
  Statement(State& state, const char* sql) : state_(state) { code_ = sqlite3_prepare_v2(state.db_, sql, -1, &statement_, nullptr); }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;

  Statement& Bind(int64_t value) { return Note(sqlite3_bind_int64(statement_, ++bound_, value)); }
  Statement& Bind(uint64_t value) { return Bind(static_cast<int64_t>(value)); }
  Statement& Bind(std::string_view text) {
    return Note(sqlite3_bind_text64(statement_, ++bound_, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  Statement& BindBlob(std::string_view bytes) { return Note(sqlite3_bind_blob64(statement_, ++bound_, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT)); }
  Statement& Bind(const SplitKey& key) { return BindBlob({reinterpret_cast<const char*>(&key), sizeof key}); }

  // True while there is a row.
  bool Step() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(statement_);
    return code_ == SQLITE_ROW;
  }
  // Runs a statement without rows, and makes it ready for the next values.
  Status Run(std::string_view doing) {
    Step();
    if (code_ != SQLITE_DONE) return state_.Error(doing);
    code_ = sqlite3_reset(statement_);
    bound_ = 0;
    return {};
  }
  Status Ended(std::string_view doing) const { return code_ == SQLITE_DONE ? Status() : state_.Error(doing); }

  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view Bytes(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes == nullptr ? "" : bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  Statement& Note(int code) {
    if (code_ == SQLITE_OK) code_ = code;
    return *this;
  }
  State& state_;
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
  int bound_ = 0;
};

Status State::Error(std::string_view doing) const {
  const int code = sqlite3_extended_errcode(db_);
  std::string message = fmt::format("{} in {}/state.db: {}", doing, folder_, sqlite3_errmsg(db_));
  switch (code & 0xff) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: return Status::Denied(message + "; the state folder must be writable").WithDetail(code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Status::Fatal(message + "; restore it from a backup, or remove it to begin again from nothing").WithDetail(code);
    default: return Status::Fatal(message).WithDetail(code);
  }
}

Status State::Execute(const char* sql) {
  return sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Status() : Error("write");
}

Status State::InTransaction(const std::function<Status()>& body) {
  if (Status status = Execute("BEGIN IMMEDIATE"); !status.ok()) return status;
  Status status = body();
  if (status.ok()) status = Execute("COMMIT");
  if (!status.ok()) (void)Execute("ROLLBACK");
  return status;
}

Status State::OpenDatabase() {
  const std::string path = folder_ + "/state.db";
  if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr) != SQLITE_OK) return Error("open");
  // FULL: a commit that returned survives a power cut.
  Status status = Execute("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  return status.ok() ? CreateTables() : status;
}

Result<std::unique_ptr<State>> State::Open(const std::string& folder, const std::vector<SinkIdentity>& sinks) {
  std::unique_ptr<State> state(new State(folder));
  Status status = state->OpenDatabase();
  if (status.ok()) status = state->FindGeneration(sinks);
  if (status.ok()) status = state->LoadSplits();
  if (!status.ok()) return status;
  return state;
}

Status State::Reset(const std::string& folder) {
  State state(folder);
  if (Status status = state.OpenDatabase(); !status.ok()) return status;
  return state.Execute("DELETE FROM sink");
}

State::~State() { sqlite3_close(db_); }

Status State::CreateTables() {
  int64_t version = 0;
  {
    Statement read(*this, "PRAGMA user_version");
    if (!read.Step()) return Error("read");
    version = read.Int(0);
  }
  if (version > kSchema) return Status::Fatal(fmt::format("{}/state.db is of version {}, this weir knows up to {}; use a newer weir", folder_, version, kSchema));
  if (version == kSchema) return {};
  return InTransaction([&]() -> Status {
    if (Status status = Execute(kTables); !status.ok()) return status;
    return Execute(fmt::format("PRAGMA user_version = {}", kSchema).c_str());
  });
}

// The newest generation that wrote to any of these sinks.  Sinks it did not know join it.
Status State::FindGeneration(const std::vector<SinkIdentity>& sinks) {
  for (const SinkIdentity& sink : sinks) {
    Statement find(*this, "SELECT MAX(generation) FROM sink WHERE node = ? AND identity = ?");
    if (find.Bind(sink.node).Bind(sink.identity).Step()) generation_ = std::max(generation_, find.Int(0));
    else return Error("read the sinks");
  }
  is_new_ = generation_ == 0;
  return InTransaction([&]() -> Status {
    if (is_new_) {
      Statement add(*this, "INSERT INTO generation(state_id, created) VALUES(?, ?)");
      if (Status status = add.Bind(NewStateId()).Bind(Now()).Run("begin a generation"); !status.ok()) return status;
      generation_ = sqlite3_last_insert_rowid(db_);
    }
    Statement id(*this, "SELECT state_id FROM generation WHERE id = ?");
    if (!id.Bind(generation_).Step()) return Error("read the state id");
    state_id_ = id.Bytes(0);
    for (const SinkIdentity& sink : sinks) {
      Statement known(*this, "SELECT 1 FROM sink WHERE generation = ? AND node = ? AND identity = ?");
      if (known.Bind(generation_).Bind(sink.node).Bind(sink.identity).Step()) continue;
      new_sinks_.push_back(sink.node);
      Statement add(*this, "INSERT OR REPLACE INTO sink(generation, node, identity) VALUES(?, ?, ?)");
      if (Status status = add.Bind(generation_).Bind(sink.node).Bind(sink.identity).Run("note a sink"); !status.ok()) return status;
    }
    Statement last(*this, "SELECT number, phase FROM epoch WHERE generation = ? ORDER BY number DESC LIMIT 1");
    if (last.Bind(generation_).Step()) {
      last_epoch_ = static_cast<uint64_t>(last.Int(0));
      if (last.Bytes(1) == "prepared") prepared_ = last_epoch_;
    }
    return {};
  });
}

Status State::LoadSplits() {
  Statement finished(*this, "SELECT key, version FROM finished WHERE generation = ?");
  finished.Bind(generation_);
  while (finished.Step()) {
    SplitKey key{};
    if (finished.Bytes(0).size() != sizeof key) return Status::Fatal(folder_ + "/state.db holds a key of a wrong size");
    std::memcpy(&key, finished.Bytes(0).data(), sizeof key);
    finished_.emplace(key, static_cast<uint64_t>(finished.Int(1)));
  }
  if (Status status = finished.Ended("read the finished splits"); !status.ok()) return status;
  Statement open(*this, "SELECT key, version, position FROM position WHERE generation = ?");
  open.Bind(generation_);
  while (open.Step()) {
    SplitKey key{};
    if (open.Bytes(0).size() != sizeof key) return Status::Fatal(folder_ + "/state.db holds a key of a wrong size");
    std::memcpy(&key, open.Bytes(0).data(), sizeof key);
    positions_[key] = {std::string(open.Bytes(1)), std::string(open.Bytes(2))};
  }
  return open.Ended("read the positions");
}

Result<std::vector<Receipt>> State::Unconfirmed() {
  std::vector<Receipt> receipts;
  Statement read(*this, "SELECT node, lane, bytes FROM receipt WHERE generation = ? ORDER BY epoch, number");
  read.Bind(generation_);
  while (read.Step()) receipts.push_back({std::string(read.Bytes(0)), static_cast<uint32_t>(read.Int(1)), std::string(read.Bytes(2))});
  if (Status status = read.Ended("read the receipts"); !status.ok()) return status;
  return receipts;
}

Result<std::vector<Snapshot>> State::Snapshots() {
  std::vector<Snapshot> snapshots;
  Statement read(*this, "SELECT node, lane, bytes FROM snapshot WHERE generation = ? AND epoch = ? ORDER BY lane");
  read.Bind(generation_).Bind(last_epoch_);
  while (read.Step()) snapshots.push_back({std::string(read.Bytes(0)), static_cast<uint32_t>(read.Int(1)), std::string(read.Bytes(2))});
  if (Status status = read.Ended("read the snapshots"); !status.ok()) return status;
  return snapshots;
}

State::Seen State::Look(uint64_t source, std::string_view id, std::string_view version, std::string* position) const {
  const SplitKey key = KeyOf(source, id);
  const std::shared_lock lock(mutex_);
  if (const auto it = finished_.find(key); it != finished_.end()) return it->second == VersionHash(version) ? Seen::Finished : Seen::Changed;
  const auto it = positions_.find(key);
  if (it == positions_.end()) return Seen::New;
  if (it->second.version != version) return Seen::Changed;
  *position = it->second.bytes;
  return Seen::Resumed;
}

Status State::PutSplits(const EpochRecord& epoch) {
  Statement finish(*this, "INSERT OR REPLACE INTO finished(generation, key, version, split, damaged, epoch) VALUES(?, ?, ?, ?, ?, ?)");
  Statement remove(*this, "DELETE FROM position WHERE generation = ? AND key = ?");
  Statement move(*this, "INSERT OR REPLACE INTO position(generation, key, split, version, position, epoch) VALUES(?, ?, ?, ?, ?, ?)");
  for (const SplitProgress& split : epoch.splits) {
    const SplitKey key = KeyOf(split.source, split.id);
    Status status;
    if (split.finished) {
      status = finish.Bind(generation_).Bind(key).Bind(VersionHash(split.version)).Bind(split.id).Bind(int64_t{split.damaged}).Bind(epoch.number).Run("finish a split");
      if (status.ok()) status = remove.Bind(generation_).Bind(key).Run("drop a position");
    } else {
      status = move.Bind(generation_).Bind(key).Bind(split.id).Bind(split.version).BindBlob(split.position).Bind(epoch.number).Run("move a position");
    }
    if (!status.ok()) return status;
  }
  return {};
}

Status State::Record(const EpochRecord& epoch) {
  assert(epoch.number > last_epoch_ && !prepared_ && "epoch numbers never go back, and the one before is committed");
  Status status = InTransaction([&]() -> Status {
    Statement add(*this, "INSERT INTO epoch(generation, number, at, pipeline, ledger, phase) VALUES(?, ?, ?, ?, ?, 'prepared')");
    if (Status s = add.Bind(generation_).Bind(epoch.number).Bind(Now()).Bind(epoch.pipeline).Bind(epoch.ledger).Run("record an epoch"); !s.ok()) return s;
    if (Status s = PutSplits(epoch); !s.ok()) return s;
    Statement receipt(*this, "INSERT INTO receipt(generation, epoch, number, node, lane, bytes) VALUES(?, ?, ?, ?, ?, ?)");
    uint64_t number = 0;
    for (const Receipt& r : epoch.receipts)
      if (Status s = receipt.Bind(generation_).Bind(epoch.number).Bind(number++).Bind(r.node).Bind(int64_t{r.lane}).BindBlob(r.bytes).Run("record a receipt"); !s.ok()) return s;
    Statement snapshot(*this, "INSERT INTO snapshot(generation, epoch, node, lane, bytes) VALUES(?, ?, ?, ?, ?)");
    for (const Snapshot& s : epoch.snapshots)
      if (Status st = snapshot.Bind(generation_).Bind(epoch.number).Bind(s.node).Bind(int64_t{s.lane}).BindBlob(s.bytes).Run("record a snapshot"); !st.ok()) return st;
    return {};
  });
  if (!status.ok()) return status;
  last_epoch_ = epoch.number;
  prepared_ = epoch.number;
  const std::lock_guard lock(mutex_);
  for (const SplitProgress& split : epoch.splits) {
    const SplitKey key = KeyOf(split.source, split.id);
    if (split.finished) {
      finished_[key] = VersionHash(split.version);
      positions_.erase(key);
    } else {
      positions_[key] = {split.version, split.position};
    }
  }
  return {};
}

// What the epoch before needed to begin again is dropped only now.
Status State::Confirm(uint64_t epoch) {
  Status status = InTransaction([&]() -> Status {
    for (const char* sql : {"UPDATE epoch SET phase = 'committed' WHERE generation = ? AND number = ?",
                            "DELETE FROM receipt WHERE generation = ? AND epoch <= ?", "DELETE FROM snapshot WHERE generation = ? AND epoch < ?"}) {
      Statement change(*this, sql);
      if (Status s = change.Bind(generation_).Bind(epoch).Run("confirm an epoch"); !s.ok()) return s;
    }
    return {};
  });
  if (status.ok()) prepared_.reset();
  return status;
}

Status State::AddRun(const RunRecord& run) {
  Statement add(*this, "INSERT INTO run(generation, started, ended, status, exit, read, written, rejected, bytes) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return add.Bind(generation_).Bind(run.started_ns).Bind(run.ended_ns).Bind(run.status).Bind(int64_t{run.exit_code}).Bind(run.read).Bind(run.written)
      .Bind(run.rejected).Bind(run.bytes).Run("note the run");
}

std::string StateRoot() {
  for (const char* name : {"WEIR_STATE", "STATE_DIRECTORY"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  if (::geteuid() == 0) return "/var/lib/weir";
  if (const char* value = std::getenv("XDG_STATE_HOME"); value != nullptr && *value != '\0') return std::string(value) + "/weir";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/weir";
}

std::string StateFolder(const std::string& root, const std::string& pipeline, const std::string& identity) {
  std::string name;
  for (const char c : pipeline) name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '_';
  return fmt::format("{}/{}-{:016x}", root, name, XXH3_64bits(identity.data(), identity.size()));
}

}  // namespace weir::epoch
