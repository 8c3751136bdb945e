#include "frame/quoted_lines.hpp"

#include <fmt/format.h>

#include <bit>

#include "frame/block.hpp"
#include "weir/bits.hpp"

namespace weir::frame {
namespace {

// Up to the next newline, inside of quotes or not.
Found PassOver(const Look& look) {
  Found found;
  const size_t newline = EndOfLine(look.content, 0);
  const bool is_there = newline < look.content.size();
  found.end = newline + (is_there ? 1 : 0);
  found.place.next = is_there ? Place::Next::Record : Place::Next::Line;
  found.needs_more = !is_there;
  return found;
}

}  // namespace

Found QuotedLines::Cut(const Look& look) const {
  if (look.place.next != Place::Next::Record) return PassOver(look);
  const std::string_view content = look.content;
  Found found;
  found.needs_more = true;
  found.records.reserve(content.size() / 128);
  uint64_t in_quotes = 0;  // all bits or none
  size_t begin = 0;
  for (size_t at = 0; at < content.size(); at += Block::kBytes) {
    const Block block(content, at);
    const uint64_t quoted = PrefixXor(block.Find('"')) ^ in_quotes;
    in_quotes = 0 - (quoted >> 63);
    for (uint64_t ends = block.Find('\n') & ~quoted; ends != 0; ends &= ends - 1) {
      const size_t end = at + static_cast<size_t>(std::countr_zero(ends));
      found.records.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
      begin = end + 1;
    }
  }
  found.end = begin;
  if (begin == content.size()) return found;
  if (look.ended && in_quotes == 0) {
    found.records.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(content.size())});
    found.end = content.size();
    found.place.unended = true;
    return found;
  }
  if (!found.records.empty()) return found;
  if (look.ended)
    return Found::Rejected(0, content.size(), {.next = Place::Next::Line, .unended = true}, EndsInside(look) + ": a quote is not closed");
  // A line has a quote too many.  Those behind it are cut as if it was not there, so that they are not lost along with it.
  const size_t line = EndOfLine(content, 0);
  if (look.is_long(0) && line < Found::KeptOf(look, 0))
    return Found::Rejected(0, line, {.next = Place::Next::Line},
                           fmt::format("a quote is not closed within {} bytes", look.limits.record_bytes));
  return look.is_long(0) ? Found::TooLong(look, 0, {.next = Place::Next::Line}) : found;
}

}  // namespace weir::frame
