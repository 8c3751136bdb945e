#include "line_format.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir::parsers {
namespace {

// A space that divides items of a list: "a, b" and "a : b".
bool DividesList(const char* first, const char* at, const char* end) {
  if (at == first || *at != ' ') return false;
  if (at[-1] == ',') return true;
  const bool before_colon = at + 2 < end && at[1] == ':' && at[2] == ' ';
  const bool after_colon = at - first >= 2 && at[-1] == ':' && at[-2] == ' ';
  return before_colon || after_colon;
}

// In how many groups `byte` stands in times of this pattern.
uint32_t GroupsOf(const char* pattern, char byte) {
  uint32_t groups = 0;
  for (const char* at = pattern; *at != '\0'; ++at) {
    const bool clock = at[0] == '%' && at[1] == 'T', date = at[0] == '%' && at[1] == 'F';
    if ((clock && byte == ':') || (date && byte == '-')) groups += 2;
    groups += *at == byte && (at == pattern || at[-1] != byte) ? 1 : 0;
  }
  return groups;
}

}  // namespace

void LineFormat::AddText(std::string_view text) { (steps_.empty() ? start_ : steps_.back().stop) += text; }

bool LineFormat::AddField(std::vector<Column> columns, LineValue value) {
  if (!steps_.empty() && steps_.back().stop.empty()) return false;
  const auto number = static_cast<uint32_t>(steps_.size()) + 1;
  const Column& first = columns.front();
  value.blank |= first.kind != Kind::Text;
  steps_.push_back({.stop = {},
                    .missing = {},
                    .field = number,
                    .value = value,
                    .is_number = first.kind == Kind::Integer || first.kind == Kind::Double,
                    .inner = 0});
  for (Column column : columns) {
    const std::string wanted = column.name;
    std::string name = wanted;
    const auto is_taken = [&name](const Column& other) { return name == other.name; };
    for (int i = 2; std::ranges::any_of(columns_, is_taken); ++i) name = wanted + "_" + std::to_string(i);
    column.name = Keep(std::move(name));
    column.field = number;
    column.is_time = column.kind == Kind::Timestamp && std::ranges::none_of(columns_, &Column::is_time);
    columns_.push_back(column);
  }
  return true;
}

void LineFormat::Close(const char* record) {
  for (LineStep& step : steps_) {
    const auto column = std::ranges::find(columns_, step.field, &Column::field);
    if (step.stop.empty()) continue;
    step.missing = "no " + Quote(step.stop) + " behind " + column->name;
    if (column->kind == Kind::Timestamp && column->time != nullptr) step.inner = GroupsOf(column->time, step.stop[0]);
  }
  table_ = {.record = record, .columns = columns_, .fields = static_cast<uint32_t>(steps_.size())};
}

LineFinder::LineFinder(const LineFormat& format, bool escaped, Escapes escapes, bool decodes)
    : RecordFinder(format.table().fields), format_(format), escaped_(escaped), escapes_(escapes), decodes_(escaped && decodes) {}

// Where the text behind a value begins: at the end when there is none; null when it is not there.
const char* LineFinder::FindStop(const LineStep& step, bool is_last, const char* from, const char* end) const {
  const std::string& stop = step.stop;
  if (stop.empty()) {
    const void* space = step.is_number ? std::memchr(from, ' ', static_cast<size_t>(end - from)) : nullptr;
    return space == nullptr ? end : static_cast<const char*>(space);
  }
  uint32_t inner = step.inner;
  for (const char* at = from;; ++at) {
    at = static_cast<const char*>(std::memchr(at, stop[0], static_cast<size_t>(end - at)));
    if (at == nullptr) return nullptr;
    if (inner > 0) {
      --inner;
      while (at + 1 < end && at[1] == stop[0]) ++at;
      continue;
    }
    const auto left = static_cast<size_t>(end - at);
    if (left < stop.size() || std::memcmp(at, stop.data(), stop.size()) != 0) continue;
    if (escaped_ && stop[0] == '"' && IsEscaped(from, at)) continue;
    if (step.value.is_list && DividesList(from, at, end)) continue;
    // What some writers did not escape: the last field ends where the line does, or where a space follows.
    if (is_last && left > stop.size() && at[stop.size()] != ' ') continue;
    return at;
  }
}

const char* LineFinder::Read(std::string_view record) {
  const char* at = record.data();
  const char* const end = at + record.size();
  if (!record.starts_with(format_.start())) {
    Blame(at);
    return "it does not begin as the format does";
  }
  at += format_.start().size();
  const std::vector<LineStep>& steps = format_.steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    const LineStep& step = steps[i];
    const bool is_last = i + 1 == steps.size();
    const char* stop = FindStop(step, is_last, at, end);
    const bool ends = stop == nullptr && i + 1 == format_.may_end_after();
    if (ends) {
      const void* space = step.is_number ? std::memchr(at, ' ', static_cast<size_t>(end - at)) : nullptr;
      stop = space == nullptr ? end : static_cast<const char*>(space);
    } else if (stop == nullptr) {
      Blame(at);
      return step.missing.c_str();
    }
    if (stop != at || !step.value.blank) Set(step.field, {at, static_cast<size_t>(stop - at)});
    at = stop;
    if (ends) break;
    at += step.stop.size();
  }
  longer_ += at < end ? 1 : 0;
  if (decodes_ && record.find('\\') != std::string_view::npos) SetEscapes();
  return nullptr;
}

bool LineFinder::Decode(std::string_view text, char /*before*/, std::string& out) const { return parsers::Decode(text, out, escapes_); }

std::string LineFinder::Finish() {
  if (longer_ == 0) return {};
  return std::to_string(std::exchange(longer_, 0)) + " records had more behind the last field of " + format_.table().record +
         "; it was left out";
}

}  // namespace weir::parsers
