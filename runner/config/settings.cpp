#include "config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "config/options.hpp"
#include "weir/status.hpp"

namespace weir::config {
namespace {

constexpr weir_option Row(const char* name, int32_t type, const char* fallback, const char* limits, const char* doc) {
  return {name, type, 0, fallback, limits, doc, nullptr, nullptr, 0};
}

enum PipelineOption { kName, kLanes, kMemory, kTz };
constexpr weir_option kPipeline[] = {
    Row("name", WEIR_STRING, nullptr, nullptr, "What the pipeline is called; the file's name without its ending, if absent."),
    Row("lanes", WEIR_INT, "0", "0..1024", "How many lanes run in parallel; 0 takes as many as there are cores."),
    Row("memory", WEIR_SIZE, "\"448MiB\"", "32MiB..", "All memory for rows: in flight, expanding, and held by sinks."),
    Row("tz", WEIR_STRING, "\"UTC\"", nullptr, "The time zone of times that name none."),
};
enum EpochOption { kBytes, kEvery, kGrace, kGiveUpAfter };
constexpr weir_option kEpoch[] = {
    Row("bytes", WEIR_SIZE, "\"16GiB\"", "1..", "An epoch ends after that many bytes, inflated."),
    Row("every", WEIR_DURATION, "\"60s\"", "1ms..", "An epoch of a stream ends after that time."),
    Row("grace", WEIR_DURATION, "\"15s\"", nullptr, "How long a signal waits for the last commit."),
    Row("give_up_after", WEIR_DURATION, "\"5m\"", nullptr, "How long a sink may stay unavailable before the run ends."),
};
enum DeadLetterOption { kMaxRejected, kStopAfterRejected };
constexpr weir_option kDeadLetterSettings[] = {
    Row("max_rejected", WEIR_FLOAT, "0.01", "0..1", "The share of rows that may be rejected before the exit code says so."),
    Row("stop_after_rejected", WEIR_INT, nullptr, "1..", "Ends the run early after that many rejected rows."),
};
enum StateOption { kPath };
constexpr weir_option kState[] = {
    Row("path", WEIR_STRING, nullptr, nullptr, "The folder that holds the states of pipelines."),
};

// [dead_letter] holds settings of the run, which are returned, and the sink that takes the dead letters.
Table SplitDeadLetter(const Table& root, Node& sink) {
  sink.kind = Node::Kind::Sink;
  sink.name = kDeadLetter;
  sink.type = "text";
  Table settings;
  const Entry* entry = root.Find(kDeadLetter);
  const Table* table = entry == nullptr ? nullptr : entry->value.As<Table>();
  if (table == nullptr) return settings;
  sink.name_at = sink.type_at = entry->at;
  for (const Entry& option : table->entries) {
    const auto is_setting = [&](const weir_option& known) { return option.key == known.name; };
    const auto* type = option.key == "type" ? option.value.As<std::string>() : nullptr;
    if (std::ranges::any_of(kDeadLetterSettings, is_setting))
      settings.entries.push_back(option);
    else if (type == nullptr)
      sink.options.entries.push_back(option);
    else {
      sink.type = *type;
      sink.type_at = option.value.at;
    }
  }
  return settings;
}

// A name becomes part of a folder's name.
bool IsFolderName(std::string_view name) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.front() != '.' && name.front() != '-' && name.size() <= 100 && std::ranges::all_of(name, is_good);
}

bool IsSecret(const Table& root, std::string_view table, std::string_view option) {
  const Entry* entry = root.Find(table);
  const Table* options = entry == nullptr ? nullptr : entry->value.As<Table>();
  const Entry* found = options == nullptr ? nullptr : options->Find(option);
  return found != nullptr && found->value.secret;
}

class Reader {
 public:
  Reader(const Table& root, Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

  // The values of one table; those of an empty one when it is absent.
  template <size_t N>
  std::optional<OptionValues> Read(std::string_view name, const weir_option (&options)[N], const Table* instead = nullptr) {
    static const Table kEmpty;
    const Entry* entry = root_.Find(name);
    const Table* table = entry == nullptr ? &kEmpty : entry->value.As<Table>();
    if (table == nullptr) {
      diagnostics_.Error(entry->at, fmt::format("[{}] is a table", name), fmt::format("found {}", KindOf(entry->value)));
      return std::nullopt;
    }
    const Owner owner{fmt::format("[{}]", name), "", entry == nullptr ? Location() : entry->at, {}};
    return BindOptions({options, N, sizeof(weir_option)}, instead == nullptr ? *table : *instead, owner, {}, diagnostics_);
  }

 private:
  const Table& root_;
  Diagnostics& diagnostics_;
};

}  // namespace

void ReadSettings(const Table& root, Pipeline& pipeline, Diagnostics& diagnostics) {
  Reader reader(root, diagnostics);
  if (const auto bound = reader.Read("pipeline", kPipeline)) {
    const weir_value* values = bound->values();
    pipeline.lanes = values[kLanes].u.i;
    pipeline.memory = values[kMemory].u.i;
    if (values[kName].is_set != 0) pipeline.name = View(values[kName].u.s);
    if (values[kName].is_set != 0 && !IsFolderName(pipeline.name))
      diagnostics.Error(bound->LocationOf(1 + kName), "wrong value of `name` in [pipeline]",
                        "expected up to 100 letters, digits, `_`, `-` and `.`, not beginning with `-` or `.`");
    const time::Reading<time::Zone> zone = time::Zone::Named(View(values[kTz].u.s));
    if (zone.ok())
      pipeline.clock.zone = *zone;
    else
      diagnostics.Error(bound->LocationOf(1 + kTz), "wrong value of `tz` in [pipeline]",
                        IsSecret(root, "pipeline", "tz") ? "expected the name of a time zone such as Europe/Berlin" : zone.fault().message);
  }
  if (const auto bound = reader.Read("epoch", kEpoch)) {
    const weir_value* values = bound->values();
    pipeline.epoch = {values[kBytes].u.i, std::chrono::nanoseconds(values[kEvery].u.i), std::chrono::nanoseconds(values[kGrace].u.i),
                      std::chrono::nanoseconds(values[kGiveUpAfter].u.i)};
  }
  const Table own = SplitDeadLetter(root, pipeline.dead_letter.sink);
  if (const auto bound = reader.Read(kDeadLetter, kDeadLetterSettings, &own)) {
    const weir_value* values = bound->values();
    pipeline.dead_letter.max_rejected = values[kMaxRejected].u.f;
    if (values[kStopAfterRejected].is_set != 0) pipeline.dead_letter.stop_after_rejected = values[kStopAfterRejected].u.i;
  }
  if (const auto bound = reader.Read("state", kState))
    if (bound->values()[kPath].is_set != 0) pipeline.state.path = View(bound->values()[kPath].u.s);
}

}  // namespace weir::config
