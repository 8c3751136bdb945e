// Times and durations in words.  Each line of the input is read as both, in one of four zones after the other.
#include <fmt/format.h>

#include <array>
#include <string>

#include "input.hpp"
#include "time/durations.hpp"
#include "time/instants.hpp"
#include "time/written.hpp"

using namespace weir;

namespace {

// More would only take longer.
constexpr size_t kMostLines = 16;

// Other letters, and more space where there is some.
std::string Varied(std::string_view text) {
  std::string other = " ";
  for (const char c : text) {
    other += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (c == ' ') other += "\t ";
  }
  return other + " ";
}

void ExpectInside(const time::Fault& fault, std::string_view text) {
  fuzz::Expect(!fault.message.empty(), "a fault says what is wrong");
  fuzz::Expect(fault.begin <= fault.end && fault.end <= text.size(), "a fault is at a place of its text");
}

// As the text itself, in other letters and with more space.
template <class Value, class Read>
void ExpectSame(const time::Reading<Value>& reading, std::string_view text, const Read& read, const char* what) {
  if (!reading.ok()) ExpectInside(reading.fault(), text);
  const std::string varied = Varied(text);
  if (varied.size() <= 256) fuzz::Expect(read(varied) == read(text), what);
}

void CheckDuration(std::string_view text) {
  const auto duration = time::ReadDuration(text);
  const auto read = [](std::string_view of) {
    const auto found = time::ReadDuration(of);
    return found.ok() ? *found : -1;
  };
  ExpectSame(duration, text, read, "letters and spaces make no other duration");
  if (!duration.ok()) return;
  fuzz::Expect(*duration >= 0, "no duration is negative");
  fuzz::Expect(read(fmt::format("{}ns", *duration)) == *duration, "a duration is read as it is written");
}

void CheckInstant(std::string_view text, const time::Clock& clock) {
  const auto instant = time::ReadInstant(text, clock);
  const auto read = [&](std::string_view of) {
    const auto found = time::ReadInstant(of, clock);
    return found.ok() ? fmt::format("{} {}", found->ns, found->is_absolute) : "";
  };
  ExpectSame(instant, text, read, "letters and spaces make no other instant");
  if (!instant.ok()) return;
  fuzz::Expect(read(time::Iso(instant->ns, clock.zone)) == fmt::format("{} true", instant->ns), "an instant is read as it is written");
  fuzz::Expect(instant->is_absolute == (read(text) == fmt::format("{} true", instant->ns)), "a text is read twice as the same");
  if (!instant->is_absolute) return;
  const auto elsewhere = time::ReadInstant(text, {clock.now_ns + 86'400'000'000'000, time::Zone::East(std::chrono::hours(3))});
  fuzz::Expect(elsewhere.ok() && elsewhere->ns == instant->ns, "an instant that is absolute is the same everywhere, on all days");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::array<time::Clock, 4> kClocks{time::Clock{1'714'566'896'500'000'000, {}},
                                                  time::Clock{1'711'888'200'000'000'000, *time::Zone::Named("Europe/Berlin")},
                                                  time::Clock{1'730'721'600'000'000'000, *time::Zone::Named("America/Havana")},
                                                  time::Clock{-9'000'000'000'000'000'001, time::Zone::East(std::chrono::minutes(-570))}};
  size_t read = 0;
  for (fuzz::Input lines(data, size); !lines.empty() && read < kMostLines; ++read) {
    const std::string_view line = lines.Until('\n');
    CheckDuration(line);
    CheckInstant(line, kClocks[read % kClocks.size()]);
  }
  return 0;
}
