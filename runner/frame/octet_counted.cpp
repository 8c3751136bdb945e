#include "frame/octet_counted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::frame {
namespace {

constexpr size_t kMostDigits = 10;

struct Count {
  enum class Is : uint8_t { None, Unfinished, TooManyDigits, Good };
  Is is = Is::None;
  uint64_t bytes = 0;
  size_t message = 0;  // where it begins
};

// A count has no zero in front.
Count CountAt(std::string_view content, size_t at) {
  if (content[at] == '0') return {};
  uint64_t bytes = 0;
  for (size_t digits = 0; at < content.size(); ++at, ++digits) {
    const char c = content[at];
    if (c == ' ' && digits > 0) return {Count::Is::Good, bytes, at + 1};
    if (c < '0' || c > '9') return {};
    if (digits == kMostDigits) return {Count::Is::TooManyDigits};
    bytes = bytes * 10 + static_cast<uint64_t>(c - '0');
  }
  return {Count::Is::Unfinished};
}

Found PassOver(const Look& look) {
  Found found;
  found.place = look.place;
  found.needs_more = true;
  if (look.place.next == Place::Next::Bytes) {
    found.end = std::min<uint64_t>(look.place.left, look.content.size());
    found.place.left -= found.end;
    if (found.place.left == 0) found.place = {};
  } else {
    found.end = EndOfLine(look.content, 0);  // newlines between two records are nothing
    found.place = {.next = found.end < look.content.size() ? Place::Next::Record : Place::Next::Line};
  }
  found.needs_more = found.place.next != Place::Next::Record;
  return found;
}

// Why there is no record at `at`, which lasts to the next newline then.
Found BadCount(const Look& look, size_t at, std::string why) {
  const size_t end = EndOfLine(look.content, at);
  const bool ended = end < look.content.size();
  if (ended || look.ended)
    return Found::Rejected(at, end, {.next = ended ? Place::Next::Record : Place::Next::Line, .unended = !ended}, std::move(why));
  if (look.is_long(at)) return Found::Rejected(at, Found::KeptOf(look, at), {.next = Place::Next::Line}, std::move(why));
  Found found;
  found.end = at;
  found.needs_more = true;
  return found;
}

}  // namespace

Found OctetCounted::Cut(const Look& look) const {
  if (look.place.next != Place::Next::Record) return PassOver(look);
  const std::string_view content = look.content;
  Found found;
  found.needs_more = true;
  for (size_t at = 0;;) {
    while (at < content.size() && content[at] == '\n') ++at;
    if (found.records.empty()) found.end = at;
    if (at == content.size()) return found;
    const Count count = CountAt(content, at);
    if (count.is == Count::Is::Unfinished && !look.ended) return found;
    const uint64_t left = content.size() - std::min(count.message, content.size());
    const bool too_long = count.is == Count::Is::Good && count.message - at + count.bytes > look.limits.record_bytes;
    const bool cut_off = count.is == Count::Is::Good && !too_long && count.bytes > left;
    if (cut_off && !look.ended) return found;
    if (count.is == Count::Is::TooManyDigits || too_long || cut_off) {
      found.needs_more = false;
      if (!found.records.empty()) return found;
      if (cut_off)
        return Found::Rejected(at, content.size(), {.next = Place::Next::Bytes, .unended = true, .left = count.bytes - left},
                               EndsInside(look));
      return BadCount(
          look, at,
          too_long ? fmt::format("its count of {} bytes is above the limit of {} for a record", count.bytes, look.limits.record_bytes)
                   : fmt::format("its count has more than {} digits", kMostDigits));
    }
    const size_t begin = count.is == Count::Is::Good ? count.message : at;
    const size_t end = count.is == Count::Is::Good ? begin + count.bytes : EndOfLine(content, at);
    const bool unended = count.is != Count::Is::Good && end == content.size();
    if (unended && !look.ended) {
      if (!found.records.empty() || !look.is_long(at)) return found;
      return Found::TooLong(look, at, {.next = Place::Next::Line});
    }
    found.records.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    found.end = at = end;
    found.place.unended = unended;
  }
}

}  // namespace weir::frame
