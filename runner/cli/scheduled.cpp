// runs scheduled, log, rerun: what became of the occurrences of a schedule.  They need no lock, so they work while a run is under way.

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "cli/execute.hpp"
#include "observe/text.hpp"
#include "schedule/book.hpp"
#include "schedule/run_files.hpp"
#include "time/written.hpp"

namespace weir::cli {
namespace {

struct OpenedBook {
  std::string folder;
  std::unique_ptr<schedule::Book> book;  // null when there is none, which was said
  int exit = kDone;
};

OpenedBook OpenBook(const FileArgs& args) {
  OpenedBook opened;
  observe::Log log;
  const std::optional<Loaded> loaded = Load(args, log);
  opened.exit = loaded ? kDone : kConfig;
  if (!loaded) return opened;
  opened.folder = loaded->state_folder;
  if (!schedule::Book::IsIn(opened.folder)) {
    fmt::print(stderr, "no scheduler has run this pipeline with these arguments: there is no {}/schedule.db\n", opened.folder);
    opened.exit = kUsage;
    return opened;
  }
  Result<std::unique_ptr<schedule::Book>> book = schedule::Book::Open(opened.folder);
  if (book.ok())
    opened.book = std::move(*book);
  else
    opened.exit = Refused(book.status());
  return opened;
}

std::string Shown(int64_t ns) { return ns == 0 ? "-" : time::Iso(ns / 1'000'000'000 * 1'000'000'000, {}); }

std::string TookOf(const schedule::Occurrence& one) {
  return one.ended_ns == 0 || one.started_ns == 0 ? "-" : observe::Seconds(static_cast<double>(one.ended_ns - one.started_ns) / 1e9);
}

int NoOccurrence(int64_t id) {
  fmt::print(stderr, "error: there is no occurrence {} of this pipeline; weir runs scheduled shows them\n", id);
  return kUsage;
}

}  // namespace

int RunsScheduled(const FileArgs& args) {
  const OpenedBook opened = OpenBook(args);
  if (opened.book == nullptr) return opened.exit;
  const Result<std::vector<schedule::Occurrence>> all = opened.book->All();
  if (!all.ok()) return Refused(all.status());
  fmt::print("{:>5}  {:<20}  {:>6}  {:<20}  {:>12}  {:<14}  {:>8}  {:>4}  {}\n", "id", "due", "covers", "started", "took", "status",
             "attempts", "exit", "note");
  for (const schedule::Occurrence& one : *all)
    fmt::print("{:>5}  {:<20}  {:>6}  {:<20}  {:>12}  {:<14}  {:>8}  {:>4}  {}\n", one.id, Shown(one.due_ns), one.covers,
               Shown(one.started_ns), TookOf(one), schedule::Word(one.status), one.attempts, one.exit ? fmt::format("{}", *one.exit) : "-",
               one.note);
  return kDone;
}

int RunsLog(const FileArgs& args, int64_t id) {
  const OpenedBook opened = OpenBook(args);
  if (opened.book == nullptr) return opened.exit;
  const schedule::RunFiles files(opened.folder);
  const std::vector<schedule::LogName> logs = files.LogsOf(id);
  if (logs.empty()) {
    const Result<std::optional<schedule::Occurrence>> known = opened.book->Find(id);
    if (!known.ok()) return Refused(known.status());
    if (!*known) return NoOccurrence(id);
    fmt::print(stderr, "occurrence {} has no log: {}, {} attempts\n", id, schedule::Word((*known)->status), (*known)->attempts);
    return kDone;
  }
  for (const schedule::LogName& log : logs) {
    if (logs.size() > 1) fmt::print("--- attempt {}\n", log.attempt);
    std::fflush(stdout);
    std::ifstream file(files.LogOf(log), std::ios::binary);
    char piece[64 << 10];
    while (file.read(piece, sizeof piece), file.gcount() > 0) std::fwrite(piece, 1, static_cast<size_t>(file.gcount()), stdout);
  }
  return kDone;
}

int RunsRerun(const FileArgs& args, int64_t id) {
  const OpenedBook opened = OpenBook(args);
  if (opened.book == nullptr) return opened.exit;
  const Result<std::optional<schedule::Occurrence>> known = opened.book->Find(id);
  if (!known.ok()) return Refused(known.status());
  if (!*known) return NoOccurrence(id);
  const Result<bool> asked = opened.book->AskAgain(id);
  if (!asked.ok()) return Refused(asked.status());
  if (*asked)
    fmt::print(stderr, "occurrence {} runs again as soon as a scheduler of this pipeline is there, and then what runs after it\n", id);
  else
    fmt::print(stderr, "occurrence {} is {} already\n", id, schedule::Word((*known)->status));
  return kDone;
}

}  // namespace weir::cli
