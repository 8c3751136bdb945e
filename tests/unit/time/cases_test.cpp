#include <gtest/gtest.h>

#include <algorithm>

#include "case.hpp"
#include "time/instants.hpp"

namespace weir::time::test {
namespace {

TEST(Phrases, MeanWhatIsWritten) {
  const auto cases = ReadCases();
  EXPECT_GE(cases.size(), 300u);
  for (const Case& one : cases) EXPECT_EQ(Meaning(one), one.expected) << one.where << ": " << one.text;
}

TEST(Phrases, MeanTheSameInOtherLettersAndWithMoreSpace) {
  for (Case one : ReadCases()) {
    if (one.expected.starts_with("error")) continue;
    std::string other = "  ";
    for (const char c : one.text) other += c == ' ' ? "   " : std::string(1, c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    one.text = other + "\t ";
    EXPECT_EQ(Meaning(one), one.expected) << one.where << ": " << one.text;
  }
}

TEST(Phrases, OfMoreThan256BytesAreRefused) {
  Case one{"", "now" + std::string(254, ' '), "", {}};
  EXPECT_EQ(Meaning(one), "error at 1-257: this is longer than 256 bytes");
  one.text.pop_back();
  EXPECT_EQ(Meaning(one), "1970-01-01T00:00:00Z");
}

TEST(Phrases, AreToldWhenTheyDependOnTheDayOrTheZone) {
  const Clock clock{1'714'521'600'000'000'000, {}};
  for (const char* text : {"2024-05-01T00:00:00Z", "@1714521600", "Thu, 21 Dec 2000 16:01:07 +0200", "2024-05-01 12:00 Europe/Berlin"})
    EXPECT_TRUE(ReadInstant(text, clock)->is_absolute) << text;
  for (const char* text : {"now", "2024-05-01", "2024-05-01T00:00", "1 day ago", "yesterday at 4:00 UTC", "4pm UTC", "this hour UTC"})
    EXPECT_FALSE(ReadInstant(text, clock)->is_absolute) << text;
}

TEST(Phrases, AreToldWithTheZoneAndInUtc) {
  EXPECT_EQ(Told(1'714'521'600'000'000'000, *Zone::Named("Europe/Berlin")),
            "is 2024-05-01T02:00:00+02:00 (Europe/Berlin), 2024-05-01T00:00:00Z");
  EXPECT_EQ(Told(1'714'521'600'000'000'000, Zone()), "is 2024-05-01T00:00:00Z");
}

}  // namespace
}  // namespace weir::time::test
