// What a schedule remembers: which occurrences there were, what became of each, and how far the timetable was followed.  A database beside
// the state of the pipeline, so that a scheduler that was killed goes on where it was and others can look.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schedule/occurrence.hpp"
#include "weir/status.hpp"

namespace weir::epoch {
class Database;
class Statement;
}  // namespace weir::epoch

namespace weir::schedule {

// How far a schedule has come.
struct Progress {
  std::string timetable;     // as Timetable::text; of another one nothing of this counts
  int64_t activated_ns = 0;  // from when its words of time are reckoned
  int64_t last_due_ns = 0;   // the last occurrence that was entered
  int64_t passed = 0;        // occurrences up to that, missed and skipped ones included
  int64_t heard = 0;         // of the pipeline that it runs after: the number of the last end that it knows of
};

// An occurrence that came to its end.  Ends are numbered; one that is run again ends again.
struct End {
  int64_t number = 0;
  Occurrence occurrence;
};

struct LogName {
  int64_t occurrence = 0, attempt = 0;
  friend auto operator<=>(const LogName&, const LogName&) = default;
};

class Book {
 public:
  // In the state folder of a pipeline, which must be there.
  static Result<std::unique_ptr<Book>> Open(const std::string& folder);
  static bool IsIn(const std::string& folder);
  ~Book();

  // Nothing before the first activation.
  Result<std::optional<Progress>> ReadProgress() const;
  Status Write(const Progress& progress);
  // Enters an occurrence, gives it its id, and moves the progress with it.
  Status Enter(Occurrence& occurrence, const Progress& progress);
  // What became of one that was entered.
  Status Update(const Occurrence& occurrence, const Progress* progress = nullptr);
  // Asks for another run of one that has ended, also from another process.  False when there is none with that id that has.
  Result<bool> AskAgain(int64_t id);

  Result<std::vector<Occurrence>> All() const;
  Result<std::vector<Occurrence>> UnderWay() const;  // the oldest first
  Result<std::optional<Occurrence>> Find(int64_t id) const;
  Result<std::optional<Occurrence>> FindDue(int64_t due_ns) const;
  // The newest that was not skipped.
  Result<std::optional<Occurrence>> Newest() const;

  Result<std::vector<End>> EndsAfter(int64_t number) const;
  Result<int64_t> LastEnd() const;

  // Logs that are to be copied elsewhere.
  Status OweLog(const LogName& log);
  Status LogIsCopied(const LogName& log);
  Result<std::vector<LogName>> OwedLogs() const;

 private:
  explicit Book(const std::string& folder);
  Result<std::vector<End>> Read(epoch::Statement& read) const;
  Result<std::optional<Occurrence>> ReadOne(epoch::Statement& read) const;
  Status WriteInside(const Progress& progress);
  Status UpdateInside(const Occurrence& occurrence);

  std::unique_ptr<epoch::Database> db_;
};

}  // namespace weir::schedule
