#include "frame/lines.hpp"

#include <re2/re2.h>

namespace weir::frame {
namespace {

Span SpanOf(size_t begin, size_t end) { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}; }

}  // namespace

bool Lines::Begins(std::string_view line) const {
  return start_ == nullptr || re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *start_);
}

Found Lines::Cut(const Look& look) const {
  if (look.place.next != Place::Next::Record) return PassOver(look);
  Found found;
  found.needs_more = true;
  start_ == nullptr ? CutLines(look, found) : CutSeveralLines(look, found);
  if (!found.records.empty() || !look.is_long(0)) return found;
  return Found::TooLong(look, 0, {.next = Place::Next::Line});
}

void Lines::CutLines(const Look& look, Found& found) const {
  const std::string_view content = look.content;
  found.records.reserve(content.size() / 128);
  while (found.end < content.size()) {
    const size_t end = EndOfLine(content, found.end);
    const bool unended = end == content.size();
    if (unended && !look.ended) return;
    found.records.push_back(SpanOf(found.end, end));
    found.end = end + (unended ? 0 : 1);
    found.place.unended = unended;
  }
}

// The last record may go on in what follows, so it is whole only when another has begun or nothing follows.
void Lines::CutSeveralLines(const Look& look, Found& found) const {
  const std::string_view content = look.content;
  std::vector<Span>& records = found.records;
  for (size_t begin = 0; begin < content.size();) {
    const size_t end = EndOfLine(content, begin);
    const bool unended = end == content.size();
    if (unended && !look.ended) break;
    if (records.empty() || Begins(content.substr(begin, end - begin))) {
      records.push_back(SpanOf(begin, end));
      found.end = begin;
    } else {
      records.back().end = static_cast<uint32_t>(end);
    }
    found.place.unended = unended;
    begin = end + 1;
  }
  if (look.ended) {
    found.end = content.size();
  } else if (!records.empty()) {
    records.pop_back();
  }
}

// Up to the next line that begins a record.  The last line stays, as what comes may show that a record begins with it.
Found Lines::PassOver(const Look& look) const {
  const std::string_view content = look.content;
  Found found;
  found.place.next = Place::Next::Line;
  found.needs_more = true;
  for (size_t newline = EndOfLine(content, 0); newline < content.size();) {
    const size_t begin = newline + 1, end = EndOfLine(content, begin);
    const bool whole = end < content.size() || look.ended;
    if (start_ == nullptr || (whole && begin < content.size() && Begins(content.substr(begin, end - begin)))) {
      found.end = begin;
      found.place.next = Place::Next::Record;
      found.needs_more = false;
      return found;
    }
    found.end = newline;
    newline = end;
  }
  const bool stays = !look.ended && found.end < content.size() && content[found.end] == '\n' &&
                     content.size() - found.end < look.limits.kept_of_long_record;
  if (!stays) found.end = content.size();
  return found;
}

}  // namespace weir::frame
