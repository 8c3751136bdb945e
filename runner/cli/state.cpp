// state and runs: what a pipeline remembers, and how to go back.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/execute.hpp"
#include "graph/byte_position.hpp"
#include "graph/call.hpp"
#include "observe/text.hpp"
#include "time/instants.hpp"

namespace weir::cli {
namespace {

using observe::Grouped;

std::string Time(int64_t ns) {
  return ns == 0 ? "-" : fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(ns / 1'000'000'000)));
}

const char* StateOf(const epoch::SplitRow& split) { return split.damaged ? "damaged" : split.finished ? "read" : "open"; }

void ShowSplit(const epoch::SplitRow& split, bool json) {
  const graph::BytePosition position = graph::BytePosition::Decode(split.position);
  if (json) {
    const nlohmann::ordered_json line{{"split", split.id},    {"state", StateOf(split)},        {"offset", position.offset},
                                      {"epoch", split.epoch}, {"committed", Time(split.at_ns)}, {"version", split.version}};
    fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    fmt::print("{:<20}  {:>6}  {:<7}  {:>14}  {}\n", Time(split.at_ns), split.epoch, StateOf(split), Grouped(position.offset), split.id);
  }
}

// The epoch a person means: its number, or the last one recorded until an instant.
Result<uint64_t> EpochMeant(const std::string& to, const std::vector<epoch::EpochRow>& epochs, const time::Clock& clock) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(to.data(), to.data() + to.size(), number);
  if (error == std::errc() && end == to.data() + to.size()) return number;
  const time::Reading<time::Instant> instant = time::ReadInstant(to, clock);
  if (!instant.ok())
    return Status::Config(fmt::format("--to {}: neither the number of an epoch nor an instant: {}", to, time::InText(to, instant.fault())));
  number = 0;
  for (const epoch::EpochRow& epoch : epochs)
    if (epoch.at_ns <= instant->ns) number = epoch.number;
  return number;
}

std::string Described(const graph::Node& node, const std::string& receipt) {
  graph::Collector words;
  if (node.sink().describe != nullptr) node.sink().describe(node.self, Str(receipt), &words.writer);
  return words.text();
}

}  // namespace

int StateShow(const FileArgs& args, bool json) {
  Opened opened = Open(args);
  if (!opened.held) return opened.exit;
  epoch::State& state = *opened.held->state;
  const Result<std::vector<epoch::EpochRow>> epochs = state.Epochs();
  if (!epochs.ok()) return Refused(epochs.status());
  fmt::print(stderr, "{}\nstate id {}, {} epochs known, {} splits known\n", opened.loaded->state_folder, state.state_id(), epochs->size(),
             Grouped(state.known_splits()));
  for (size_t i = epochs->size() > 10 ? epochs->size() - 10 : 0; i < epochs->size(); ++i) {
    const epoch::EpochRow& epoch = (*epochs)[i];
    fmt::print(stderr, "epoch {:>6}  {}  {}  {} receipts{}\n", epoch.number, Time(epoch.at_ns), epoch.phase, epoch.receipts,
               epoch.can_rewind ? "" : "  (too old to rewind to)");
  }
  if (!json) fmt::print("{:<20}  {:>6}  {:<7}  {:>14}  {}\n", "committed", "epoch", "state", "byte", "split");
  const Status status = state.EachSplit([&](const epoch::SplitRow& split) { ShowSplit(split, json); });
  return status.ok() ? kDone : Refused(status);
}

int StateReset(const FileArgs& args) {
  Opened opened = Open(args);
  if (!opened.held) return opened.exit;
  if (Status status = opened.held->state->Reset(); !status.ok()) return Refused(status);
  fmt::print(stderr, "{}: the next run reads everything again; with --from-scratch it writes it beside what is there\n",
             opened.loaded->state_folder);
  return kDone;
}

int StateRewind(const FileArgs& args, const std::string& to) {
  Opened opened = Open(args);
  if (!opened.held) return opened.exit;
  epoch::State& state = *opened.held->state;
  const Result<std::vector<epoch::EpochRow>> epochs = state.Epochs();
  if (!epochs.ok()) return Refused(epochs.status());
  const Result<uint64_t> epoch = EpochMeant(to, *epochs, opened.loaded->pipeline->clock);
  if (!epoch.ok()) return Refused(epoch.status());
  const uint64_t last = state.last_epoch();
  std::set<std::string> cannot;
  for (const auto& node : opened.loaded->plan->nodes()) {
    if (node->kind() != WEIR_SINK || node->sink().retract != nullptr) continue;
    cannot.insert(node->name());
    if (!node->dead_letters)
      fmt::print(stderr, "warning: sink `{}` can't take back what it wrote; it will get those rows twice\n", node->name());
  }
  if (Status status = state.Rewind(*epoch, cannot); !status.ok()) return Refused(status);
  const Result<std::vector<epoch::Receipt>> receipts = state.Receipts(epoch::ReceiptState::ToRetract);
  if (!receipts.ok()) return Refused(receipts.status());
  for (const epoch::Receipt& receipt : *receipts)
    if (const graph::Node* node = opened.loaded->plan->Find(receipt.node)) fmt::print("{}\n", Described(*node, receipt.bytes));
  if (*epoch == last)
    fmt::print(stderr, "nothing to undo: epoch {} is the last one\n", last);
  else
    fmt::print(stderr, "rewound to epoch {}: the next run reads again what came after it, and replaces these {} files when it commits\n",
               *epoch, receipts->size());
  return kDone;
}

int RunsList(const FileArgs& args) {
  Opened opened = Open(args);
  if (!opened.held) return opened.exit;
  const Result<std::vector<epoch::RunRecord>> runs = opened.held->state->Runs();
  if (!runs.ok()) return Refused(runs.status());
  fmt::print("{:>5}  {:<20}  {:<20}  {:>12}  {:<16}  {:>4}  {:>14}  {:>14}  {:>10}  {:>10}\n", "id", "scheduled", "started", "took",
             "status", "exit", "read", "written", "rejected", "content");
  for (const epoch::RunRecord& run : *runs)
    fmt::print("{:>5}  {:<20}  {:<20}  {:>12}  {:<16}  {:>4}  {:>14}  {:>14}  {:>10}  {:>10}\n", run.id, Time(run.scheduled_ns),
               Time(run.started_ns), observe::Seconds(static_cast<double>(run.ended_ns - run.started_ns) / 1e9), run.status, run.exit_code,
               Grouped(run.read), Grouped(run.written), Grouped(run.rejected), observe::Size(run.bytes));
  return kDone;
}

int RunsShow(const FileArgs& args, int64_t id) {
  Opened opened = Open(args);
  if (!opened.held) return opened.exit;
  const Result<std::vector<epoch::RunRecord>> runs = opened.held->state->Runs();
  if (!runs.ok()) return Refused(runs.status());
  for (const epoch::RunRecord& run : *runs) {
    if (run.id != id) continue;
    fmt::print("run {}   started {}   ended {}   {}   exit {}\n{}", run.id, Time(run.started_ns), Time(run.ended_ns), run.status,
               run.exit_code, run.log);
    return kDone;
  }
  fmt::print(stderr, "error: there is no run {} of this pipeline; weir runs list shows them\n", id);
  return kUsage;
}

}  // namespace weir::cli
