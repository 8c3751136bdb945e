#include "frame/lines.hpp"

#include <cstring>

#include "weir/builders.hpp"

namespace weir::frame {

size_t CompleteLines(std::string_view content) {
  const void* last = memrchr(content.data(), '\n', content.size());
  return last == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(last) - content.data()) + 1;
}

Records CutLines(Buffer buffer, uint64_t base) {
  const char* begin = buffer.as<char>();
  const char* end = begin + buffer.bytes;
  std::vector<uint32_t> ends;
  ends.reserve(buffer.bytes / 128);
  for (const char* at = begin; at != end;) {
    const auto* newline = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
    if (newline == nullptr) newline = end;
    ends.push_back(static_cast<uint32_t>(newline - begin));
    at = newline == end ? end : newline + 1;
  }
  const auto rows = static_cast<int64_t>(ends.size());
  TextBuilder text(rows);
  ValuesBuilder<int64_t> offset(rows);
  text.AddBuffer(std::move(buffer));
  uint32_t start = 0;
  for (int64_t row = 0; row < rows; ++row) {
    const uint32_t length = ends[static_cast<size_t>(row)] - start;
    text.views()[row] = ViewOf(begin + start, static_cast<int32_t>(length), 0, static_cast<int32_t>(start));
    offset.Set(row, static_cast<int64_t>(base + start));
    start = ends[static_cast<size_t>(row)] + 1;
  }
  return {rows, text.Finish(), offset.Finish()};
}

}  // namespace weir::frame
