#include "cwlogs/position.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir::cwlogs {
namespace {

// What Encode writes first.  Then the token, then of each known event the hash and its milliseconds after `from`.
struct Head {
  uint32_t version = 1, token_bytes = 0;
  int64_t from = 0, asked_from = 0, asked_until = 0;
  uint64_t more = 0, known = 0;
};
constexpr size_t kKnownBytes = sizeof(uint64_t) + sizeof(uint32_t);

template <class T>
void Put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T Get(std::string_view& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

}  // namespace

void Position::MoveTo(int64_t timestamp) {
  if (timestamp <= from) return;
  from = timestamp;
  more = 0;
  std::erase_if(known, [this](const Taken& taken) { return taken.timestamp < from; });
}

bool Position::Shrink() {
  if (known.size() <= kMostKnown) return false;
  std::ranges::sort(known, {}, &Taken::timestamp);
  // The newest that fit, but for those of a millisecond that does not fit whole.
  MoveTo(std::min(known[known.size() - kMostKnown - 1].timestamp + 1, known.back().timestamp));
  if (known.size() > kMostKnown) more += std::exchange(known, {}).size();
  return true;
}

std::string Position::Encode() const {
  std::string bytes;
  bytes.reserve(sizeof(Head) + token.size() + known.size() * kKnownBytes);
  Put(bytes, Head{.token_bytes = static_cast<uint32_t>(token.size()),
                  .from = from,
                  .asked_from = asked.from,
                  .asked_until = asked.until,
                  .more = more,
                  .known = known.size()});
  bytes += token;
  for (const Taken& taken : known) {
    Put(bytes, taken.hash);
    Put(bytes, static_cast<uint32_t>(taken.timestamp - from));
  }
  return bytes;
}

std::optional<Position> Position::Decode(std::string_view bytes) {
  if (bytes.size() < sizeof(Head)) return std::nullopt;
  const Head head = Get<Head>(bytes);
  if (head.version != Head().version || head.known > kMostKnown) return std::nullopt;
  if (bytes.size() != head.token_bytes + head.known * kKnownBytes) return std::nullopt;
  Position position;
  position.from = head.from;
  position.asked = {head.asked_from, head.asked_until};
  position.more = head.more;
  position.token = bytes.substr(0, head.token_bytes);
  bytes.remove_prefix(head.token_bytes);
  for (uint64_t i = 0; i < head.known; ++i) {
    const auto hash = Get<uint64_t>(bytes);
    position.known.push_back({head.from + Get<uint32_t>(bytes), hash});
  }
  return position;
}

}  // namespace weir::cwlogs
