#include "text/time_format.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace weir::text {
namespace {

constexpr int64_t kTime = 1'709'210'096'000'007;  // 2024-02-29T12:34:56

TEST(TimeFormat, WritesWhatStrftimeWrites) {
  const std::pair<const char*, const char*> cases[] = {
      {"%Y/%m/%d", "2024/02/29"}, {"%F", "2024-02-29"}, {"dt=%Y-%m-%d_%H", "dt=2024-02-29_12"},
      {"%H%M%S", "123456"},       {"%j", "060"},        {"100%%", "100%"}};
  for (const auto& [format, expected] : cases) {
    const auto parsed = TimeFormat::Parse(format);
    ASSERT_TRUE(parsed.ok()) << parsed.status().message();
    EXPECT_EQ(expected, parsed->Format(kTime));
  }
}

TEST(TimeFormat, RefusesWhatItDoesNotKnow) {
  for (const char* format : {"", "%", "%Y%", "%y", "%Z", "%-d"})
    EXPECT_EQ(WEIR_E_CONFIG, TimeFormat::Parse(format).status().code()) << format;
}

TEST(TimeFormat, IsTheSameWithinItsSpan) {
  std::mt19937_64 random(3);
  for (const char* format : {"%Y/%m/%d", "%j", "%H", "%F %M", "%H:%M:%S"}) {
    const auto parsed = TimeFormat::Parse(format);
    const int64_t span = parsed->span();
    for (int i = 0; i < 1000; ++i) {
      const int64_t start = (static_cast<int64_t>(random()) / span - 1) / 2 * span;
      const std::string text = parsed->Format(start);
      ASSERT_EQ(text, parsed->Format(start + static_cast<int64_t>(random() % static_cast<uint64_t>(span))));
      ASSERT_EQ(text, parsed->Format(start + span - 1));
    }
  }
}

TEST(TimeFormat, ReachesToTheEndsOfTime) {
  const auto parsed = TimeFormat::Parse("%F %H:%M:%S");
  EXPECT_EQ("294247-01-10 04:00:54", parsed->Format(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ("-290308-12-21 19:59:05", parsed->Format(std::numeric_limits<int64_t>::min()));
}

}  // namespace
}  // namespace weir::text
