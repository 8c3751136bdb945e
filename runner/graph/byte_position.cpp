#include "graph/byte_position.hpp"

#include <cstring>

namespace weir::graph {
namespace {

using Next = frame::Place::Next;

// Offset, flags, length of the head; then, where the flags say so, how much is left of what is passed over; the head; and the mark
// up to the end.
constexpr size_t kOffset = 0, kFlags = 8, kHeadLength = 9, kLeft = 13;
constexpr unsigned kPlain = 1, kInLine = 2, kUnended = 4, kInArray = 8, kInString = 16, kEscaped = 32, kInBytes = 64, kInValue = 128,
                   kInDocument = kInBytes | kInValue;

unsigned FlagOf(Next next) {
  switch (next) {
    case Next::Record: return 0;
    case Next::Line: return kInLine;
    case Next::Bytes: return kInBytes;
    case Next::Value: return kInValue;
    case Next::Document: return kInDocument;
  }
  return 0;
}

Next NextOf(unsigned flags) {
  switch (flags & kInDocument) {
    case kInBytes: return Next::Bytes;
    case kInValue: return Next::Value;
    case kInDocument: return Next::Document;
    default: return (flags & kInLine) != 0 ? Next::Line : Next::Record;
  }
}

}  // namespace

std::string BytePosition::Encode() const {
  std::string bytes(kLeft, '\0');
  std::memcpy(bytes.data() + kOffset, &offset, sizeof offset);
  const unsigned flags = (plain ? kPlain : 0) | FlagOf(place.next) | (place.unended ? kUnended : 0) | (place.in_array ? kInArray : 0) |
                         (place.in_string ? kInString : 0) | (place.escaped ? kEscaped : 0);
  bytes[kFlags] = static_cast<char>(flags);
  const auto length = static_cast<uint32_t>(head.size());
  std::memcpy(bytes.data() + kHeadLength, &length, sizeof length);
  if ((flags & kInDocument) != 0) bytes.append(reinterpret_cast<const char*>(&place.left), sizeof place.left);
  return bytes + head + mark;
}

BytePosition BytePosition::Decode(std::string_view bytes) {
  BytePosition position;
  if (bytes.size() < kLeft) return position;
  const unsigned flags = static_cast<unsigned char>(bytes[kFlags]);
  const size_t head = kLeft + ((flags & kInDocument) != 0 ? sizeof position.place.left : 0);
  uint32_t length = 0;
  std::memcpy(&length, bytes.data() + kHeadLength, sizeof length);
  if (bytes.size() < head || length > bytes.size() - head) return position;
  std::memcpy(&position.offset, bytes.data() + kOffset, sizeof position.offset);
  position.plain = (flags & kPlain) != 0;
  position.place.next = NextOf(flags);
  position.place.unended = (flags & kUnended) != 0;
  position.place.in_array = (flags & kInArray) != 0;
  position.place.in_string = (flags & kInString) != 0;
  position.place.escaped = (flags & kEscaped) != 0;
  if (head > kLeft) std::memcpy(&position.place.left, bytes.data() + kLeft, sizeof position.place.left);
  position.head = bytes.substr(head, length);
  position.mark = bytes.substr(head + length);
  return position;
}

}  // namespace weir::graph
