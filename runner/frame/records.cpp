#include "frame/records.hpp"

#include "weir/builders.hpp"

namespace weir::frame {

Records RecordsOf(Buffer buffer, std::span<const Span> spans, uint64_t base) {
  const auto* content = buffer.as<char>();
  const auto rows = static_cast<int64_t>(spans.size());
  TextBuilder text(rows);
  ValuesBuilder<int64_t> offset(rows);
  text.AddBuffer(std::move(buffer));
  for (int64_t row = 0; row < rows; ++row) {
    const Span span = spans[static_cast<size_t>(row)];
    text.views()[row] = ViewOf(content + span.begin, static_cast<int32_t>(span.end - span.begin), 0, static_cast<int32_t>(span.begin));
    offset.Set(row, static_cast<int64_t>(base + span.begin));
  }
  return {rows, text.Finish(), offset.Finish()};
}

}  // namespace weir::frame
