#include "schedule/book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "epoch/database.hpp"

namespace weir::schedule {
namespace {

using epoch::Statement;

constexpr int64_t kKept = 1000;

constexpr const char* kTables = R"sql(
CREATE TABLE progress(one INTEGER PRIMARY KEY CHECK(one = 1), timetable TEXT NOT NULL, activated INTEGER NOT NULL, last_due INTEGER NOT NULL,
  passed INTEGER NOT NULL, heard INTEGER NOT NULL);
CREATE TABLE ends(one INTEGER PRIMARY KEY CHECK(one = 1), last INTEGER NOT NULL);
INSERT INTO ends(one, last) VALUES(1, 0);
CREATE TABLE occurrence(id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, covers INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
  tries INTEGER NOT NULL, not_before INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, exit INTEGER NOT NULL, process TEXT NOT NULL,
  note TEXT NOT NULL, number INTEGER NOT NULL);
CREATE INDEX under_way ON occurrence(id) WHERE status IN ('WAITING', 'RUNNING');
CREATE TABLE owed_log(occurrence INTEGER NOT NULL, attempt INTEGER NOT NULL, PRIMARY KEY(occurrence, attempt)) WITHOUT ROWID;
)sql";
const epoch::Schema kSchema{1, kTables, "remove it, and the schedule begins anew; what the pipeline has read is not kept in it"};

#define WEIR_COLUMNS \
  "SELECT id, due, covers, status, attempts, tries, not_before, started, ended, exit, process, note, number FROM occurrence "

std::string PathIn(const std::string& folder) { return folder + "/schedule.db"; }

// How `exit` is kept when there is none.
constexpr int64_t kNoExit = -1;

Statement& BindFields(Statement& statement, const Occurrence& occurrence) {
  return statement.Bind(occurrence.due_ns)
      .Bind(occurrence.covers)
      .Bind(Word(occurrence.status))
      .Bind(occurrence.attempts)
      .Bind(occurrence.tries)
      .Bind(occurrence.not_before_ns)
      .Bind(occurrence.started_ns)
      .Bind(occurrence.ended_ns)
      .Bind(occurrence.exit ? int64_t{*occurrence.exit} : kNoExit)
      .Bind(std::string_view(occurrence.process))
      .Bind(std::string_view(occurrence.note));
}

}  // namespace

Book::Book(const std::string& folder) : db_(std::make_unique<epoch::Database>(PathIn(folder), kSchema)) {}
Book::~Book() = default;

bool Book::IsIn(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(PathIn(folder), ignored);
}

Result<std::unique_ptr<Book>> Book::Open(const std::string& folder) {
  std::unique_ptr<Book> book(new Book(folder));
  if (Status status = book->db_->Open(); !status.ok()) return status;
  return book;
}

Result<std::optional<Progress>> Book::ReadProgress() const {
  Statement read(*db_, "SELECT timetable, activated, last_due, passed, heard FROM progress");
  if (read.Step()) return std::optional<Progress>({std::string(read.Bytes(0)), read.Int(1), read.Int(2), read.Int(3), read.Int(4)});
  if (Status status = read.Ended("read the progress in"); !status.ok()) return status;
  return std::optional<Progress>();
}

Status Book::WriteInside(const Progress& progress) {
  Statement write(*db_, "INSERT OR REPLACE INTO progress(one, timetable, activated, last_due, passed, heard) VALUES(1, ?, ?, ?, ?, ?)");
  return write.Bind(std::string_view(progress.timetable))
      .Bind(progress.activated_ns)
      .Bind(progress.last_due_ns)
      .Bind(progress.passed)
      .Bind(progress.heard)
      .Run("note the progress in");
}

Status Book::Write(const Progress& progress) {
  return db_->InTransaction([&] { return WriteInside(progress); });
}

Status Book::Enter(Occurrence& occurrence, const Progress& progress) {
  return db_->InTransaction([&]() -> Status {
    Statement add(*db_,
                  "INSERT INTO occurrence(due, covers, status, attempts, tries, not_before, started, ended, exit, process, note, number) "
                  "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
    if (Status status = BindFields(add, occurrence).Run("enter an occurrence in"); !status.ok()) return status;
    occurrence.id = db_->last_row();
    Statement drop(*db_, "DELETE FROM occurrence WHERE id <= ? AND status NOT IN ('WAITING', 'RUNNING')");
    if (Status status = drop.Bind(occurrence.id - kKept).Run("compact"); !status.ok()) return status;
    if (Status status = UpdateInside(occurrence); !status.ok()) return status;
    return WriteInside(progress);
  });
}

Status Book::UpdateInside(const Occurrence& occurrence) {
  // An end that others may wait for has a number.
  const bool is_end = !occurrence.is_under_way() && occurrence.status != Outcome::Skipped;
  if (is_end) {
    Statement count(*db_, "UPDATE ends SET last = last + 1");
    if (Status status = count.Run("number an end in"); !status.ok()) return status;
  }
  Statement update(
      *db_,
      "UPDATE occurrence SET due = ?, covers = ?, status = ?, attempts = ?, tries = ?, not_before = ?, started = ?, ended = ?, exit = ?, "
      "process = ?, note = ?, number = CASE WHEN ? THEN (SELECT last FROM ends) ELSE 0 END WHERE id = ?");
  return BindFields(update, occurrence).Bind(int64_t{is_end}).Bind(occurrence.id).Run("note what became of an occurrence in");
}

Status Book::Update(const Occurrence& occurrence, const Progress* progress) {
  return db_->InTransaction([&]() -> Status {
    if (Status status = UpdateInside(occurrence); !status.ok() || progress == nullptr) return status;
    return WriteInside(*progress);
  });
}

Result<bool> Book::AskAgain(int64_t id) {
  bool found = false;
  const Status status = db_->InTransaction([&]() -> Status {
    Result<std::optional<Occurrence>> occurrence = Find(id);
    if (!occurrence.ok()) return occurrence.status();
    if (!*occurrence || (*occurrence)->is_under_way()) return {};
    found = true;
    Occurrence again = **occurrence;
    again.status = Outcome::Waiting;
    again.tries = 0;
    again.not_before_ns = 0;
    again.note = "asked for again";
    return UpdateInside(again);
  });
  if (!status.ok()) return status;
  return found;
}

Result<std::vector<End>> Book::Read(Statement& read) const {
  std::vector<End> found;
  while (read.Step()) {
    Occurrence one;
    one.id = read.Int(0);
    one.due_ns = read.Int(1);
    one.covers = read.Int(2);
    const auto status = std::ranges::find(kOutcomes, read.Bytes(3), [](Outcome known) { return Word(known); });
    if (status == std::end(kOutcomes)) return db_->Damaged("a status that there is not");
    one.status = *status;
    one.attempts = read.Int(4);
    one.tries = read.Int(5);
    one.not_before_ns = read.Int(6);
    one.started_ns = read.Int(7);
    one.ended_ns = read.Int(8);
    if (read.Int(9) != kNoExit) one.exit = static_cast<int>(read.Int(9));
    one.process = read.Bytes(10);
    one.note = read.Bytes(11);
    found.push_back({read.Int(12), std::move(one)});
  }
  if (Status status = read.Ended("read the occurrences in"); !status.ok()) return status;
  return found;
}

Result<std::optional<Occurrence>> Book::ReadOne(Statement& read) const {
  Result<std::vector<End>> found = Read(read);
  if (!found.ok()) return found.status();
  return found->empty() ? std::optional<Occurrence>() : std::move(found->front().occurrence);
}

namespace {

Result<std::vector<Occurrence>> WithoutNumbers(Result<std::vector<End>> ends) {
  if (!ends.ok()) return ends.status();
  std::vector<Occurrence> occurrences;
  for (End& end : *ends) occurrences.push_back(std::move(end.occurrence));
  return occurrences;
}

}  // namespace

Result<std::vector<Occurrence>> Book::All() const {
  Statement read(*db_, WEIR_COLUMNS "ORDER BY id");
  return WithoutNumbers(Read(read));
}

Result<std::vector<Occurrence>> Book::UnderWay() const {
  Statement read(*db_, WEIR_COLUMNS "WHERE status IN ('WAITING', 'RUNNING') ORDER BY id");
  return WithoutNumbers(Read(read));
}

Result<std::optional<Occurrence>> Book::Find(int64_t id) const {
  Statement read(*db_, WEIR_COLUMNS "WHERE id = ?");
  return ReadOne(read.Bind(id));
}

Result<std::optional<Occurrence>> Book::FindDue(int64_t due_ns) const {
  Statement read(*db_, WEIR_COLUMNS "WHERE due = ? ORDER BY id DESC LIMIT 1");
  return ReadOne(read.Bind(due_ns));
}

Result<std::optional<Occurrence>> Book::Newest() const {
  Statement read(*db_, WEIR_COLUMNS "WHERE status <> 'SKIPPED' ORDER BY id DESC LIMIT 1");
  return ReadOne(read);
}

Result<std::vector<End>> Book::EndsAfter(int64_t number) const {
  Statement read(*db_, WEIR_COLUMNS "WHERE number > ? ORDER BY number");
  return Read(read.Bind(number));
}

Result<int64_t> Book::LastEnd() const {
  Statement read(*db_, "SELECT last FROM ends");
  if (read.Step()) return read.Int(0);
  return db_->Damaged("the number of the last end is gone");
}

Status Book::OweLog(const LogName& log) {
  Statement add(*db_, "INSERT OR IGNORE INTO owed_log(occurrence, attempt) VALUES(?, ?)");
  return add.Bind(log.occurrence).Bind(log.attempt).Run("note a log in");
}

Status Book::LogIsCopied(const LogName& log) {
  Statement drop(*db_, "DELETE FROM owed_log WHERE occurrence = ? AND attempt = ?");
  return drop.Bind(log.occurrence).Bind(log.attempt).Run("note a log in");
}

Result<std::vector<LogName>> Book::OwedLogs() const {
  std::vector<LogName> owed;
  Statement read(*db_, "SELECT occurrence, attempt FROM owed_log ORDER BY occurrence, attempt");
  while (read.Step()) owed.push_back({read.Int(0), read.Int(1)});
  if (Status status = read.Ended("read the logs in"); !status.ok()) return status;
  return owed;
}

}  // namespace weir::schedule
