#include "graph/byte_position.hpp"

#include <cstring>

namespace weir::graph {
namespace {

// Offset, flags, length of the head, the head, and the mark up to the end.
constexpr size_t kOffset = 0, kFlags = 8, kHeadLength = 9, kHead = 13;
constexpr char kPlain = 1, kInLongRecord = 2, kUnended = 4;

}  // namespace

std::string BytePosition::Encode() const {
  std::string bytes(kHead, '\0');
  std::memcpy(bytes.data() + kOffset, &offset, sizeof offset);
  bytes[kFlags] = static_cast<char>((plain ? kPlain : 0) | (in_long_record ? kInLongRecord : 0) | (unended ? kUnended : 0));
  const auto length = static_cast<uint32_t>(head.size());
  std::memcpy(bytes.data() + kHeadLength, &length, sizeof length);
  return bytes + head + mark;
}

BytePosition BytePosition::Decode(std::string_view bytes) {
  BytePosition position;
  if (bytes.size() < kHead) return position;
  uint32_t length = 0;
  std::memcpy(&length, bytes.data() + kHeadLength, sizeof length);
  if (length > bytes.size() - kHead) return position;
  std::memcpy(&position.offset, bytes.data() + kOffset, sizeof position.offset);
  position.plain = (bytes[kFlags] & kPlain) != 0;
  position.unended = (bytes[kFlags] & kUnended) != 0;
  position.in_long_record = (bytes[kFlags] & kInLongRecord) != 0;
  position.head = bytes.substr(kHead, length);
  position.mark = bytes.substr(kHead + length);
  return position;
}

}  // namespace weir::graph
