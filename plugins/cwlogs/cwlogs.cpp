// The source `cwlogs`: events of CloudWatch Logs, a window of them or what is new since the last run.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cwlogs/discovery.hpp"
#include "cwlogs/reader.hpp"
#include "cwlogs/rows.hpp"
#include "weir/component.hpp"

namespace weir::cwlogs {
namespace {

// What the service takes a second, less a reserve for others: 10 of GetLogEvents (25 in newer accounts), 5 of FilterLogEvents and of
// DescribeLogStreams.
constexpr double kGetRate = 8, kFilterRate = 5, kDescribeRate = 5;

int64_t Now() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::vector<NamePattern> PatternsOf(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

class CwLogs : public Source {
 public:
  static constexpr About about{
      .name = "cwlogs",
      .summary = "Events of CloudWatch Logs: a window of time, or what is new since the last run.",
      .doc =
          "**A window.** With `period` and `ending` a run takes the events of that time, each once: the same window is not exported again, "
          "and what an earlier run began and did not end is ended first, with the window it had. A window whose end lies less than a few "
          "minutes back misses what arrives later: `ending = \"15 minutes ago\"`.\n\n"
          "**What is new.** Without `period` a run takes what came since the last one; the first begins at `since`. Events that arrive up to "
          "`late` after their time are found: that much is read again, and what was taken already is left out.\n\n"
          "A log stream is read in order, several at once, in pages of at most 1 MB; `rate` holds for all of them together. A stream that "
          "was deleted meanwhile is reported, the others are read, and the run ends with exit code 3. Streams that begin during a run are "
          "read by the next one. `message` can go into any parser: `from` this source.\n\n"
          "Permissions: logs:DescribeLogGroups, logs:DescribeLogStreams, logs:GetLogEvents, logs:FilterLogEvents. See docs/aws.md for "
          "credentials, region and endpoint.",
  };
  static const auto& Options() {
    static const OptionTable<CwLogs> table{
        Option("group", &CwLogs::group)
            .required()
            .identity()
            .doc("Log groups: names, or patterns with `*` (slashes too), `?` and `[a-z]`. A name that no group has ends the run.")
            .example("[\"/aws/lambda/*\", \"apache\"]"),
        Option("streams", &CwLogs::streams)
            .identity()
            .doc("Only log streams of these names or patterns. Default: all.")
            .example("\"web-*\""),
        Option("region", &CwLogs::region)
            .identity()
            .doc("The region of the log groups. Default: that of the environment or the profile.")
            .example("\"us-east-1\""),
        Option("period", &CwLogs::period)
            .window()
            .limits("1ms..10000d")
            .doc("Exports a window of this length, which ends at `ending`. Without it a run takes what is new.")
            .example("\"1 day\""),
        Option("ending", &CwLogs::ending)
            .window()
            .fallback("\"now\"")
            .doc("No event of this time or later is taken. In words: it is reckoned once, when the run starts, in the pipeline's `tz`.")
            .example("\"yesterday at 4:00\""),
        Option("since", &CwLogs::since)
            .doc("Without `period`: where a stream begins that was never read. Default: with all that it holds.")
            .example("\"3 days ago\""),
        Option("late", &CwLogs::late)
            .fallback("\"15m\"")
            .limits("0s..7d")
            .doc(
                "Without `period`: how long after their time events may arrive. Of a stream at most 65 536 events are remembered for this."),
        Option("pattern", &CwLogs::pattern)
            .identity()
            .doc("Only events that match this filter pattern of CloudWatch Logs; the service looks for them. Needs FilterLogEvents.")
            .example("\"ERROR\""),
        Option("api", &CwLogs::api)
            .limits("auto|get|filter")
            .fallback("\"auto\"")
            .doc(
                "`get` reads each stream on its own with GetLogEvents, `filter` all streams of a group together with FilterLogEvents, which "
                "also gives `event_id`. `auto` takes for each group what needs fewer calls, and says which and why; a window or a bookmark "
                "that was begun one way goes on that way."),
        Option("rate", &CwLogs::rate)
            .limits("0..1000")
            .doc(
                "How many pages may be asked for a second, in all of a region, of several nodes the lowest; 0: as many as the service takes. Default: 8 with "
                "GetLogEvents, 5 with FilterLogEvents. When the service throttles there are fewer for a while.")
            .example("20"),
    };
    return table;
  }

  std::vector<std::string> group, streams;
  std::optional<std::string> region, pattern;
  std::optional<Duration> period;
  Instant ending;
  std::optional<Instant> since;
  Duration late{};
  Api api = Api::Auto;
  std::optional<double> rate;

  Status Create() override {
    if (period && since) return Wrong("since", "`since` and `period` are two ways to say where events begin; leave one out");
    if (std::ranges::count(group, "") > 0 || group.empty()) return Wrong("group", "name a log group");
    if (pattern && api == Api::Get) return Wrong("api", "GetLogEvents knows no `pattern`; leave `api` out");
    wish_ = {.groups = PatternsOf(group), .streams = PatternsOf(streams), .api = pattern ? Api::Filter : api};
    wish_.span.until = MillisecondsOf(ending.ns);
    wish_.span.from = MillisecondsOf(period ? ending.ns - period->count() : since ? since->ns : 0);
    if (wish_.span.from >= wish_.span.until) return Wrong("ending", "there is no time between the beginning and `ending`");
    if (period) wish_.window = wish_.span;
    const Rates rates{.get = rate.value_or(kGetRate), .filter = rate.value_or(kFilterRate), .describe = rate == 0 ? 0 : kDescribeRate};
    Result<Service> service = Service::Connect(region, rates, host);
    if (!service.ok()) return Wrong("region", service.status().message());
    service_.emplace(std::move(*service));
    events_metric_ = host.Metric(WEIR_COUNTER, "events", "total", "Events that were taken.");
    return {};
  }

  Result<Schema> bind() override {
    wanted_.assign(Columns().size(), 1);
    return Schema(Columns());
  }
  void narrow(std::span<const uint8_t> wanted) override { wanted_.assign(wanted.begin(), wanted.end()); }

  Status discover(const Found& found) override { return Discovery(*service_, host, wish_, choices_, Now()).Run(found); }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    const std::optional<SplitId> id = SplitId::Parse(View(split.id));
    if (!id) return Status::Bug("a split is called " + std::string(View(split.id)));
    const int64_t now = Now();
    const Reading reading{.service = *service_,
                          .host = host,
                          .streams = wish_.streams,
                          .pattern = pattern.value_or(""),
                          .since = wish_.span.from,
                          .until = wish_.span.until,
                          .now = now,
                          .margin = std::min(now, wish_.span.until) - std::chrono::duration_cast<std::chrono::milliseconds>(late).count(),
                          .wanted = wanted_,
                          .events_metric = events_metric_};
    return EventReader::Open(reading, *id, position);
  }

 private:
  static Status Wrong(std::string_view option, std::string message) {
    return Status::Config(std::move(message)).AtOption(Options().IndexOf(option));
  }

  Wish wish_;
  std::optional<Service> service_;
  std::map<std::string, Api> choices_;  // discover is called by one thread
  std::vector<uint8_t> wanted_;
  uint32_t events_metric_ = 0;
};

}  // namespace weir::cwlogs

WEIR_PLUGIN("cwlogs", "0.1.0", weir::cwlogs::CwLogs)
