#include "records.hpp"

#include <algorithm>

namespace weir::parsers {

void Records::Load(Type type, const ArrowArray& column) {
  const auto rows = static_cast<size_t>(column.length);
  start_.assign(rows, 0);
  length_.assign(rows, 0);
  buffers_.clear();
  copied_ = Buffer::Allocate(0);
  if (type == Type::Text) return Refer(column);
  buffer_.assign(rows, 0);
  VisitText(type, column, [this](const auto& texts) { CopyAll(texts); });
}

// Other layouts share one buffer with what is not ours, or hold each text once for many rows: not worth a path of their own.
template <class Texts>
void Records::CopyAll(const Texts& texts) {
  size_t bytes = 0;
  for (int64_t row = 0; row < rows(); ++row) bytes += texts.is_null(row) ? 0 : texts[row].size();
  copied_ = Buffer::Allocate(bytes);
  uint32_t at = 0;
  for (size_t row = 0; row < start_.size(); ++row) {
    const std::string_view text = texts.is_null(static_cast<int64_t>(row)) ? std::string_view() : texts[static_cast<int64_t>(row)];
    std::copy(text.begin(), text.end(), copied_.mutable_data<char>() + at);
    start_[row] = at;
    length_[row] = static_cast<uint32_t>(text.size());
    at += length_[row];
  }
}

// Text stays where it is, but for the records that views hold themselves, and those so near to a buffer's end that wide loads
// would leave it: a buffer from a foreign plugin may end where its page does.
void Records::Refer(const ArrowArray& column) {
  const auto variadic = static_cast<size_t>(column.n_buffers - 3);
  const auto* sizes = static_cast<const int64_t*>(column.buffers[column.n_buffers - 1]);
  for (size_t i = 0; i < variadic; ++i)
    buffers_.push_back({static_cast<const char*>(column.buffers[2 + i]), static_cast<size_t>(sizes[i])});
  const auto copied = static_cast<int32_t>(variadic);
  buffer_.assign(start_.size(), copied);

  const TextViews texts(column);
  size_t bytes = 0;
  for (size_t row = 0; row < start_.size(); ++row) {
    if (texts.is_null(static_cast<int64_t>(row))) continue;
    const TextView& view = texts.views()[row];
    length_[row] = static_cast<uint32_t>(view.length);
    if (view.length > TextView::kInline) {
      const auto start = static_cast<uint32_t>(view.ref.offset);
      if (start + length_[row] + kPadding <= buffers_[static_cast<size_t>(view.ref.buffer)].bytes) {
        start_[row] = start;
        buffer_[row] = view.ref.buffer;
        continue;
      }
    }
    bytes += length_[row];
  }
  copied_ = Buffer::Allocate(bytes);
  uint32_t at = 0;
  for (size_t row = 0; row < start_.size(); ++row) {
    if (buffer_[row] != copied || length_[row] == 0) continue;
    const std::string_view text = texts[static_cast<int64_t>(row)];
    std::copy(text.begin(), text.end(), copied_.mutable_data<char>() + at);
    start_[row] = at;
    at += length_[row];
  }
}

bool Records::Next(Chunk& chunk) {
  const auto first = static_cast<size_t>(chunk.first) + chunk.rows;
  if (first >= start_.size()) return false;
  const int32_t buffer = buffer_[first];
  size_t end = first;
  while (end < start_.size() && end - first < kChunkRows && buffer_[end] == buffer) ++end;
  const auto number = static_cast<size_t>(buffer);
  const char* base = number < buffers_.size() ? buffers_[number].data : copied_.as<char>();
  for (size_t row = first; row < end; ++row)
    if (length_[row] > 0 && base[start_[row] + length_[row] - 1] == '\r') --length_[row];
  chunk = {base, buffer, static_cast<int64_t>(first), static_cast<uint32_t>(end - first), &start_[first], &length_[first]};
  return true;
}

std::vector<Buffer> Records::Buffers(const std::shared_ptr<const void>& owner) const {
  std::vector<Buffer> buffers;
  for (const Bytes& bytes : buffers_) buffers.push_back({owner, bytes.data, bytes.bytes});
  buffers.push_back(copied_);
  return buffers;
}

}  // namespace weir::parsers
