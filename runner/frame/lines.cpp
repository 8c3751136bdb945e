#include "frame/lines.hpp"

#include <re2/re2.h>

#include <cstring>
#include <vector>

#include "weir/builders.hpp"

namespace weir::frame {
namespace {

// Where the line that begins at `from` ends: at its newline, or at the end.
size_t EndOfLine(std::string_view content, size_t from) {
  const void* newline = std::memchr(content.data() + from, '\n', content.size() - from);
  return newline == nullptr ? content.size() : static_cast<size_t>(static_cast<const char*>(newline) - content.data());
}

size_t AfterLastNewline(std::string_view content) {
  const void* last = content.empty() ? nullptr : memrchr(content.data(), '\n', content.size());
  return last == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(last) - content.data()) + 1;
}

}  // namespace

bool Lines::Begins(std::string_view line) const {
  return start_ == nullptr || re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *start_);
}

size_t Lines::Complete(std::string_view content) const {
  size_t end = AfterLastNewline(content);
  if (start_ == nullptr) return end;
  // The last record may go on in the next buffer, so only what is before its first line is whole.
  while (end > 0) {
    const size_t begin = AfterLastNewline(content.substr(0, end - 1));
    if (Begins(content.substr(begin, end - 1 - begin))) return begin;
    end = begin;
  }
  return 0;
}

size_t Lines::NextStart(std::string_view content, bool ended) const {
  for (size_t at = EndOfLine(content, 0); at < content.size();) {
    const size_t begin = at + 1;
    const size_t end = EndOfLine(content, begin);
    const bool whole = end < content.size() || ended;
    if (start_ == nullptr || (whole && Begins(content.substr(begin, end - begin)))) return begin;
    at = end;
  }
  return std::string_view::npos;
}

Records Lines::Cut(Buffer buffer, uint64_t base) const {
  const std::string_view content(buffer.as<char>(), buffer.bytes);
  struct Span {
    uint32_t begin, end;
  };
  std::vector<Span> spans;
  spans.reserve(content.size() / 128);
  for (size_t begin = 0; begin < content.size();) {
    const size_t end = EndOfLine(content, begin);
    if (start_ == nullptr || spans.empty() || Begins(content.substr(begin, end - begin)))
      spans.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    else
      spans.back().end = static_cast<uint32_t>(end);
    begin = end + 1;
  }
  const auto rows = static_cast<int64_t>(spans.size());
  TextBuilder text(rows);
  ValuesBuilder<int64_t> offset(rows);
  text.AddBuffer(std::move(buffer));
  for (int64_t row = 0; row < rows; ++row) {
    const Span span = spans[static_cast<size_t>(row)];
    text.views()[row] =
        ViewOf(content.data() + span.begin, static_cast<int32_t>(span.end - span.begin), 0, static_cast<int32_t>(span.begin));
    offset.Set(row, static_cast<int64_t>(base + span.begin));
  }
  return {rows, text.Finish(), offset.Finish()};
}

}  // namespace weir::frame
