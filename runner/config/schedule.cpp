#include "config/schedule.hpp"

#include <fmt/format.h>

#include <iterator>

#include "config/options.hpp"
#include "weir/status.hpp"

namespace weir::config {
namespace {

constexpr const char* kSchedule = "schedule";

constexpr weir_option Row(const char* name, int32_t type, const char* fallback, const char* limits, const char* doc, uint32_t flags = 0) {
  return {name, type, flags, fallback, limits, doc, nullptr, nullptr, 0};
}

enum Option { kEvery, kCron, kAfter, kStart, kOccurrences, kTimeout, kRetries, kRetryDelay, kOverlap, kLogs };
constexpr weir_option kOptions[] = {
    Row("every", WEIR_DURATION, nullptr, "1s..", "How far occurrences are apart."),
    Row("cron", WEIR_STRING, nullptr, nullptr, "When it is due: five fields, or a word such as @hourly."),
    Row("after", WEIR_STRING, nullptr, nullptr, "Another pipeline, by its file or its name: due when a run of that one finished."),
    Row("start", WEIR_TIME, nullptr, nullptr, "Not before this; when it is activated first, if absent."),
    Row("occurrences", WEIR_INT, nullptr, "1..", "How often it is due; for ever, if absent."),
    Row("timeout", WEIR_DURATION, nullptr, "1s..", "How long a run may take before it is stopped."),
    Row("retries", WEIR_INT, "0", "0..100", "How often a run that ended with 4 or 75, or was killed, is run again."),
    Row("retry_delay", WEIR_DURATION, "\"10s\"", "0s..1d", "What passes before that, doubled each time up to an hour."),
    Row("overlap", WEIR_ENUM, "\"skip\"", "skip|queue", "What becomes of an occurrence that is due while the one before it is under way."),
    Row("logs", WEIR_STRING, nullptr, nullptr, "The folder, local or s3://, to which the log of each run is copied.", WEIR_PATH),
};

class Reader {
 public:
  Reader(const Table& table, const OptionValues& bound, const time::Clock& clock, Diagnostics& diagnostics)
      : table_(table), bound_(bound), clock_(clock), diagnostics_(diagnostics) {}

  Schedule Read(Location at) {
    Schedule schedule;
    schedule.at = at;
    const weir_value* values = bound_.values();
    if (Has(kEvery)) schedule.every = std::chrono::nanoseconds(values[kEvery].u.i);
    schedule.after = View(values[kAfter].u.s);
    schedule.after_at = bound_.LocationOf(1 + kAfter);
    if (Has(kCron)) ReadCron(schedule);
    if (Has(kStart)) schedule.start = TextOf(kStart);
    if (Has(kOccurrences)) schedule.occurrences = values[kOccurrences].u.i;
    if (Has(kTimeout)) schedule.timeout = std::chrono::nanoseconds(values[kTimeout].u.i);
    schedule.retries = values[kRetries].u.i;
    schedule.retry_delay = std::chrono::nanoseconds(values[kRetryDelay].u.i);
    schedule.overlap = static_cast<Schedule::Overlap>(values[kOverlap].u.i);
    schedule.logs = View(values[kLogs].u.s);
    for (const Option option : {kAfter, kLogs})
      if (Has(option) && values[option].u.s.len == 0) Wrong(option, "expected a path");
    CheckTogether(at);
    return schedule;
  }

 private:
  bool Has(Option option) const { return bound_.values()[option].is_set != 0; }
  const Value& Given(Option option) const { return table_.Find(kOptions[option].name)->value; }

  std::string TextOf(Option option) const {
    const Value& value = Given(option);
    if (const auto* unquoted = value.As<DateTime>()) return unquoted->text;
    return *value.As<std::string>();
  }

  void ReadCron(Schedule& schedule) {
    schedule.cron_text = TextOf(kCron);
    const time::Reading<time::Cron> cron = time::Cron::Parse(schedule.cron_text);
    if (!cron.ok()) {
      const Value& value = Given(kCron);
      const time::Fault& fault = cron.fault();
      const auto place = Within(value, fault.begin, fault.end);
      diagnostics_.Error(place.value_or(value.at), "wrong value of `cron` in [schedule]",
                         value.secret ? "expected a cron expression"
                         : place      ? fault.message
                                      : time::InText(schedule.cron_text, fault));
      return;
    }
    schedule.cron = *cron;
    const auto now =
        std::chrono::floor<std::chrono::seconds>(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(clock_.now_ns)));
    if (!cron->Next(now, clock_.zone)) Wrong(kCron, "there is no such day in the next ten years");
  }

  void CheckTogether(Location at) {
    const int when = int{Has(kEvery)} + int{Has(kCron)} + int{Has(kAfter)};
    if (when == 0) diagnostics_.Error(at, "[schedule] does not say when the pipeline is due", "expected `every`, `cron` or `after`");
    if (when > 1) diagnostics_.Error(at, "[schedule] says twice when the pipeline is due", "expected one of `every`, `cron` and `after`");
    for (const Option option : {kStart, kOccurrences})
      if (Has(kAfter) && Has(option))
        diagnostics_.Error(table_.Find(kOptions[option].name)->at,
                           fmt::format("`{}` of [schedule] does not go with `after`", kOptions[option].name),
                           "a pipeline that runs after another one is due as often as that");
  }

  void Wrong(Option option, const char* message) {
    diagnostics_.Error(bound_.LocationOf(1 + option), fmt::format("wrong value of `{}` in [schedule]", kOptions[option].name), message);
  }

  const Table& table_;
  const OptionValues& bound_;
  const time::Clock& clock_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Schedule> ReadSchedule(const Table& root, const time::Clock& clock, Diagnostics& diagnostics) {
  const Entry* entry = root.Find(kSchedule);
  if (entry == nullptr) return std::nullopt;
  const Table* table = entry->value.As<Table>();
  if (table == nullptr) {
    diagnostics.Error(entry->at, "[schedule] is a table", fmt::format("found {}", KindOf(entry->value)));
    return std::nullopt;
  }
  const auto bound =
      BindOptions({kOptions, std::size(kOptions), sizeof(weir_option)}, *table, {"[schedule]", "", entry->at, {}}, clock, diagnostics);
  if (!bound) return std::nullopt;
  return Reader(*table, *bound, clock, diagnostics).Read(entry->at);
}

}  // namespace weir::config
