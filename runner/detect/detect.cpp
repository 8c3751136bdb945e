#include "detect/detect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include <algorithm>

#include "detect/infer.hpp"
#include "frame/json_values.hpp"
#include "frame/quoted_lines.hpp"
#include "frame/records.hpp"

namespace weir::detect {
namespace {

constexpr size_t kRecords = 1000;
constexpr int64_t kFewest = 2;  // values that are not null, a row

// How many bytes at the front are the header lines that a parser asked for.
size_t HeadOf(std::string_view content, const char* head) {
  if (head == nullptr) return 0;
  const bool one = std::string_view(head) == "1";
  const re2::RE2 pattern(one ? "" : head, re2::RE2::Quiet);
  size_t end = 0;
  while (end < content.size()) {
    const size_t next = frame::EndOfLine(content, end);
    const std::string_view line = content.substr(end, next - end);
    if (!re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern)) break;
    end = std::min(next + 1, content.size());
    if (one && !line.empty() && line != "\r") break;
  }
  return end;
}

std::vector<std::string_view> Texts(const Sample& sample, const frame::Framing& framing) {
  std::vector<std::string_view> texts;
  for (const frame::Span span : Cut(sample, framing, 0, kRecords))
    texts.push_back(std::string_view(*sample.content).substr(span.begin, span.end - span.begin));
  return texts;
}

// What the parser makes of the sample; not ok when it refuses its options.
Result<Trial::Outcome> Try(const weir_component& parser, const Sample& sample, const std::vector<std::string>& options) {
  auto trial = Trial::Of(parser, fmt::format("{}", fmt::join(options, ", ")));
  if (!trial.ok()) return trial.status();
  const weir_framing& asked = (*trial)->framing();
  const auto framing = frame::MakeFraming(asked.kind, asked.within == nullptr ? "" : asked.within);
  const size_t head = HeadOf(*sample.content, asked.head);
  const std::vector<frame::Span> spans = Cut(sample, *framing, head, kRecords);
  if (spans.empty()) return Status::Config("there are no records");
  frame::Records records = frame::RecordsOf({sample.content, sample.content->data(), sample.content->size()}, spans, 0);
  records.offset.release(&records.offset);
  if (Status status = (*trial)->Feed(records.text, std::string_view(*sample.content).substr(0, head)); !status.ok()) return status;
  return (*trial)->Finish();
}

}  // namespace

std::vector<Finding> Detect(const plugin::Catalog& catalog, const Sample& sample) {
  std::vector<Finding> found;
  const auto add = [&](const std::string& type, const std::vector<std::string>& options) {
    const weir_component* parser = catalog.Find(WEIR_TRANSFORM, type);
    if (parser == nullptr) return;
    const Result<Trial::Outcome> outcome = Try(*parser, sample, options);
    if (!outcome.ok() || outcome->rows == 0 || outcome->rejected * 9 > outcome->rows) return;
    // Who finds columns by their names, and none of his, has understood nothing.
    if (outcome->values < kFewest * outcome->rows) return;
    found.push_back({type, options, *outcome});
  };
  for (const std::string& type : catalog.TypesOf(WEIR_TRANSFORM)) add(type, {});
  std::ranges::stable_sort(found, std::greater(), [](const Finding& finding) {
    const double rows = static_cast<double>(finding.outcome.rows);
    return std::pair(rows / static_cast<double>(finding.outcome.rows + finding.outcome.rejected),
                     static_cast<double>(finding.outcome.values) / rows);
  });
  if (const auto columns = ColumnsOfJson(Texts(sample, frame::JsonValues())); !columns.empty()) add("json", columns);
  if (const auto columns = ColumnsOfCsv(Texts(sample, frame::QuotedLines())); !columns.empty()) add("csv", columns);
  return found;
}

}  // namespace weir::detect
