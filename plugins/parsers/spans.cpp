#include "spans.hpp"

#include <bit>

#include "block.hpp"

namespace weir::parsers {
namespace {

// Where `wanted` stands last in a text, or -1.  Reads before the text where the buffer allows it: the end of a text is at hand,
// its last 16 bytes are one load.
int32_t FindLast(const char* base, uint32_t start, int32_t length, char wanted) {
  const uint32_t end = start + static_cast<uint32_t>(length);
  if (end >= 16) {
    uint32_t found = Find16(base + end - 16, wanted);
    if (length < 16) found &= 0xffffu << (16 - length);
    found &= 0xffff;
    if (found != 0) return length - 16 + static_cast<int32_t>(std::bit_width(found)) - 1;
    if (length <= 16) return -1;
  }
  const size_t at = std::string_view(base + start, static_cast<size_t>(length)).rfind(wanted);
  return at == std::string_view::npos ? -1 : static_cast<int32_t>(at);
}

int32_t FindFirst(const char* base, uint32_t start, int32_t length, char wanted) {
  const uint32_t found = Find16(base + start, wanted);
  if (found != 0) {
    const int at = std::countr_zero(found);
    return at < length ? at : -1;
  }
  if (length <= 16) return -1;
  const size_t at = std::string_view(base + start, static_cast<size_t>(length)).find(wanted);
  return at == std::string_view::npos ? -1 : static_cast<int32_t>(at);
}

void Put(Spans& spans, uint32_t row, uint32_t start, int32_t length) {
  spans.start[row] = start;
  spans.length[row] = length;
}

}  // namespace

void TakeField(const Chunk& chunk, const Cutter& cutter, uint32_t field, bool quoted, Spans& out) {
  const char* const base = chunk.base;
  const uint32_t* const after = cutter.after(field);
  const uint32_t* const before = cutter.before(field);
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const uint32_t start = after[row] + 1;
    const auto length = static_cast<int32_t>(before[row] - start);
    // In a record that is not broken, a field that begins with a quote ends with one.
    const int32_t strip = quoted & (base[start] == '"') & (length >= 2);
    out.start[row] = start + static_cast<uint32_t>(strip);
    out.length[row] = length - 2 * strip;
  }
}

void SplitHostPort(const Chunk& chunk, const Spans& from, Spans& host, Spans& port) {
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    uint32_t start = from.start[row];
    int32_t length = from.length[row];
    const int32_t colon = length < 0 ? -1 : FindLast(chunk.base, start, length, ':');
    if (colon < 0) {
      Put(port, row, start, -1);
    } else {
      Put(port, row, start + static_cast<uint32_t>(colon) + 1, length - colon - 1);
      length = colon;
    }
    if (length >= 2 && chunk.base[start] == '[' && chunk.base[start + static_cast<uint32_t>(length) - 1] == ']') {
      ++start;
      length -= 2;
    }
    Put(host, row, start, length);
  }
}

void SplitRequest(const Chunk& chunk, const Spans& from, Spans& verb, Spans& url, Spans& proto) {
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const uint32_t start = from.start[row];
    int32_t length = from.length[row];
    while (length > 0 && chunk.base[start + static_cast<uint32_t>(length) - 1] == ' ') --length;
    const int32_t first = length <= 0 ? -1 : FindFirst(chunk.base, start, length, ' ');
    if (first < 0) {
      Put(verb, row, start, -1);
      Put(url, row, start, length);
      Put(proto, row, start, -1);
      continue;
    }
    const int32_t last = FindLast(chunk.base, start, length, ' ');
    const auto after_first = static_cast<uint32_t>(first) + 1;
    Put(verb, row, start, first);
    if (last == first) {
      Put(url, row, start + after_first, length - first - 1);
      Put(proto, row, start, -1);
      continue;
    }
    Put(url, row, start + after_first, last - first - 1);
    Put(proto, row, start + static_cast<uint32_t>(last) + 1, length - last - 1);
  }
}

}  // namespace weir::parsers
