#include "observe/metrics.hpp"

#include <fmt/format.h>

#include <cctype>
#include <map>

#include "plugin/catalog.hpp"

namespace weir::observe {
namespace {

// A label's value, as the format wants it between quotes.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped;
}

// Families in order of their names: the format wants the samples of one family together.
class Page {
 public:
  explicit Page(const std::string& pipeline) : pipeline_(fmt::format("pipeline=\"{}\"", Escaped(pipeline))) {}

  void Add(const std::string& family, const char* type, const std::string& doc, const std::string& labels, double value,
           const char* suffix = "") {
    std::string& text = families_[family];
    if (text.empty()) text = fmt::format("# HELP {} {}\n# TYPE {} {}\n", family, doc, family, type);
    text += fmt::format("{}{}{{{}{}{}}} {}\n", family, suffix, pipeline_, labels.empty() ? "" : ",", labels, value);
  }
  std::string text() const {
    std::string all;
    for (const auto& [name, text] : families_) all += text;
    return all;
  }

 private:
  const std::string pipeline_;
  std::map<std::string, std::string> families_;
};

// Letters, digits and underscores are what a name may have.
std::string NameOf(const graph::NodeHost::Metric& metric) {
  std::string name = "weir_" + metric.name;
  if (!metric.unit.empty()) name += "_" + metric.unit;
  if (metric.kind == WEIR_COUNTER) name += "_total";
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

void AddRows(const epoch::NodeCounts& node, Page& page) {
  const auto add = [&](const char* what, uint64_t rows) {
    page.Add("weir_rows_total", "counter", "Rows of a node, by what became of them.",
             fmt::format(R"(node="{}",type="{}",kind="{}",rows="{}")", Escaped(node.name), Escaped(node.type),
                         plugin::NameOfKind(node.kind), what),
             static_cast<double>(rows));
  };
  if (node.kind != WEIR_SOURCE) add("in", node.in);
  if (node.kind != WEIR_SINK) add("out", node.out);
  if (node.kind == WEIR_SINK) add("written", node.written);
  add("rejected", node.rejected);
  add("dropped", node.dropped);
}

void AddOwn(const graph::Node& node, Page& page) {
  const std::string label = fmt::format(R"(node="{}")", Escaped(node.name()));
  for (const graph::NodeHost::Metric& metric : node.host->metrics()) {
    if (metric.kind != WEIR_HISTOGRAM) {
      page.Add(NameOf(metric), metric.kind == WEIR_GAUGE ? "gauge" : "counter", metric.doc, label, metric.value);
      continue;
    }
    page.Add(NameOf(metric), "summary", metric.doc, label, metric.value, "_sum");
    page.Add(NameOf(metric), "summary", metric.doc, label, static_cast<double>(metric.count), "_count");
  }
}

double InSeconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string Metrics(const epoch::Outcome& outcome, const graph::Plan& plan, int64_t committed_ns,
                    std::optional<std::chrono::nanoseconds> took) {
  Page page(plan.pipeline().name);
  for (const epoch::NodeCounts& node : outcome.ledger.nodes) AddRows(node, page);
  for (const auto& node : plan.nodes()) AddOwn(*node, page);
  const auto count = [&](const char* family, const char* doc, uint64_t value) {
    page.Add(family, "counter", doc, "", static_cast<double>(value));
  };
  count("weir_epochs_total", "Epochs that this run committed.", outcome.epochs);
  count("weir_content_bytes_total", "Content that was read, inflated.", outcome.bytes);
  count("weir_objects_total", "Objects that were read to their end.", outcome.splits);
  count("weir_objects_damaged_total", "Objects that could not be read to their end.", outcome.damaged_count);
  page.Add("weir_pause_seconds_total", "counter", "Time in which nothing was read because an epoch was about to commit.", "",
           InSeconds(outcome.paused));
  page.Add("weir_ledger_balanced", "gauge", "1 when every row is accounted for.", "", outcome.balanced ? 1 : 0);
  if (committed_ns > 0)
    page.Add("weir_last_commit_timestamp_seconds", "gauge", "When the last epoch was committed.", "",
             static_cast<double>(committed_ns / 1'000'000'000));
  if (took) {
    page.Add("weir_run_seconds", "gauge", "How long the run took.", "", InSeconds(*took));
    page.Add("weir_run_exit_code", "gauge", "How it ended.", "", outcome.exit_code());
  }
  return page.text();
}

}  // namespace weir::observe
