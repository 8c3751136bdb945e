#include "time/reckoning.hpp"

#include <fmt/format.h>

#include "time/written.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

constexpr const char* kOutOfRange = "this is outside of 1677 to 2262";

std::string Wall(local_seconds local) {
  // As UTC it has the same digits.
  std::string text = Iso(nanoseconds(local.time_since_epoch()).count(), Zone());
  text.pop_back();
  return text;
}

}  // namespace

std::optional<local_seconds> Reckoning::Local(sys_seconds at) {
  const auto offset = zone.OffsetAt(at);
  if (offset) return local_seconds(at.time_since_epoch() + *offset);
  return words.Fail("the changes of this zone are known until 2037: write an offset, as in +02:00", 0, words.size());
}

std::optional<local_days> Reckoning::Today() {
  uses_now = true;
  const auto now = Local(floor<seconds>(sys_time<nanoseconds>(nanoseconds(now_ns))));
  return now ? std::optional(floor<days>(*now)) : std::nullopt;
}

std::optional<int64_t> Reckoning::Nanoseconds(sys_seconds second, nanoseconds rest, size_t from, size_t to) {
  const __int128 ns = static_cast<__int128>(second.time_since_epoch().count()) * 1'000'000'000 + rest.count();
  if (ns < INT64_MIN || ns > INT64_MAX) return words.Fail(kOutOfRange, from, to);
  return static_cast<int64_t>(ns);
}

std::optional<int64_t> Reckoning::Instant(local_seconds local, nanoseconds rest, bool first_will_do, size_t from, size_t to) {
  if (local < local_days(1677y / 1 / 1) || local >= local_days(2263y / 1 / 1)) return words.Fail(kOutOfRange, from, to);
  const auto found = zone.At(local);
  if (!found) return words.Fail("the changes of this zone are known until 2037: write an offset, as in +02:00", from, to);
  if (found->count == 0 && first_will_do) rest = nanoseconds(0);
  const auto in_range = Nanoseconds(found->first, rest, from, to);
  if (!in_range || found->count == 1 || first_will_do) return in_range;
  const std::string wall = Wall(local), first = OffsetText(found->offset), second = OffsetText(found->other);
  return words.Fail(
      found->count == 0
          ? fmt::format("there is no {} in {}, where clocks go forward: write {}{} or {}{}", wall, zone.name(), wall, first, wall, second)
          : fmt::format("{} comes twice in {}, where clocks go back: write {}{} or {}{}", wall, zone.name(), wall, first, wall, second),
      from, to);
}

}  // namespace weir::time
