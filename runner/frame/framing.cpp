#include "frame/framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "frame/json_values.hpp"
#include "frame/lines.hpp"
#include "frame/octet_counted.hpp"
#include "frame/quoted_lines.hpp"
#include "weir/plugin.h"

namespace weir::frame {

std::shared_ptr<const Framing> MakeFraming(int32_t kind, std::string within, std::shared_ptr<const re2::RE2> multiline) {
  switch (kind) {
    case WEIR_QUOTED_LINES: return std::make_shared<QuotedLines>();
    case WEIR_OCTET_COUNTED: return std::make_shared<OctetCounted>();
    case WEIR_JSON: return std::make_shared<JsonValues>(std::move(within));
    default: return std::make_shared<Lines>(std::move(multiline));
  }
}

Found Found::Rejected(size_t begin, size_t end, Place place, std::string why) {
  Found found;
  found.rejected = std::move(why);
  found.begin = begin;
  found.end = end;
  found.place = place;
  return found;
}

Found Found::TooLong(const Look& look, size_t begin, Place place) {
  return Rejected(
      begin, KeptOf(look, begin), place,
      fmt::format("the record is longer than {} bytes; its first {} are kept", look.limits.record_bytes, look.limits.kept_of_long_record));
}

size_t Found::KeptOf(const Look& look, size_t begin) {
  return std::min<size_t>(look.content.size(), begin + look.limits.kept_of_long_record);
}

size_t EndOfLine(std::string_view content, size_t from) {
  const void* newline = from < content.size() ? std::memchr(content.data() + from, '\n', content.size() - from) : nullptr;
  return newline == nullptr ? content.size() : static_cast<size_t>(static_cast<const char*>(newline) - content.data());
}

std::string EndsInside(const Look& look) {
  return fmt::format("the content ends inside a record, at byte {}", look.offset + look.content.size());
}

}  // namespace weir::frame
