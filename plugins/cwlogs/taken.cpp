#include "cwlogs/taken.hpp"

#include <algorithm>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::cwlogs {
namespace {

// An id is enough; GetLogEvents gives none.
uint64_t HashOf(const Event& event) {
  const std::string_view told = event.id.empty() ? event.message : event.id;
  const uint64_t seed = static_cast<uint64_t>(event.timestamp) * 0x9E3779B97F4A7C15 + static_cast<uint64_t>(event.ingestion);
  return XXH3_64bits_withSeed(told.data(), told.size(), seed);
}

}  // namespace

TakenEvents::TakenEvents(Position position, int64_t margin) : position_(std::move(position)), margin_(margin), left_out_(position_.more) {
  for (const Taken& taken : position_.known) {
    ++equal_[taken.hash];
    newest_ = std::max(newest_, taken.timestamp);
  }
}

void TakenEvents::Restart() {
  left_out_ = 0;
  to_come_.clear();
  for (const Taken& taken : position_.known) ++to_come_[taken.hash];
}

std::vector<EventKey> TakenEvents::Take(std::vector<Event>& events) {
  std::vector<EventKey> keys;
  keys.reserve(events.size());
  const int64_t last = events.empty() ? 0 : std::ranges::max_element(events, {}, &Event::timestamp)->timestamp;
  const int64_t from = std::max(position_.from, std::min(last, margin_));
  size_t kept = 0;
  for (size_t at = 0; at < events.size(); ++at) {
    const Event event = events[at];
    const Taken taken{event.timestamp, HashOf(event)};
    if (IsKnown(taken)) continue;
    is_out_of_order_ |= event.timestamp < position_.from;
    // In the order of their times most are alone in their millisecond.
    const bool is_alone = event.timestamp > newest_ && (at + 1 == events.size() || events[at + 1].timestamp != event.timestamp);
    keys.push_back({taken.hash, is_alone && event.timestamp < from ? 0 : equal_[taken.hash]++});
    newest_ = std::max(newest_, event.timestamp);
    if (event.timestamp >= from) position_.known.push_back(taken);
    events[kept++] = event;
  }
  events.resize(kept);
  if (kept == 0) return keys;
  const int64_t before = position_.from;
  position_.MoveTo(from);
  if (position_.known.size() > Position::kMostKnown) Shrink();
  if (position_.from != before) {
    equal_.clear();
    for (const Taken& taken : position_.known) ++equal_[taken.hash];
  }
  return keys;
}

void TakenEvents::Shrink() {
  // Those that are counted from now on, and that this reading has still to meet.
  uint64_t to_come = 0;
  auto left = to_come_;
  const int64_t newest = std::ranges::max_element(position_.known, {}, &Taken::timestamp)->timestamp;
  for (const Taken& taken : position_.known)
    if (const auto entry = left.find(taken.hash); taken.timestamp == newest && entry != left.end() && entry->second > 0) {
      --entry->second;
      ++to_come;
    }
  const uint64_t before = position_.from == newest ? position_.more - left_out_ : 0;  // not met yet either
  position_.Shrink();
  is_short_ |= margin_ != INT64_MAX;
  if (!position_.known.empty()) return;
  left_out_ = position_.more - before - to_come;
  to_come_.clear();
}

bool TakenEvents::IsKnown(const Taken& event) {
  if (event.timestamp == position_.from && left_out_ < position_.more) {
    ++left_out_;
    return true;
  }
  if (to_come_.empty()) return false;
  const auto known = to_come_.find(event.hash);
  if (known == to_come_.end()) return false;
  if (--known->second == 0) to_come_.erase(known);
  return true;
}

}  // namespace weir::cwlogs
