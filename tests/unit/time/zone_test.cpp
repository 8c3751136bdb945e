#include "time/zone.hpp"

#include <gtest/gtest.h>

namespace weir::time {
namespace {

using namespace std::chrono;

std::string MessageOf(std::string_view name) {
  const auto zone = Zone::Named(name);
  return zone.ok() ? "" : zone.fault().message;
}

TEST(Zones, HaveNamesInAnyCase) {
  EXPECT_EQ(Zone::Named("Europe/Berlin")->name(), "Europe/Berlin");
  EXPECT_EQ(Zone::Named("america/new_york")->name(), "America/New_York");
  EXPECT_EQ(Zone::Named("utc")->name(), "UTC");
  EXPECT_EQ(Zone::Named("Etc/GMT+5")->OffsetAt(sys_seconds()), hours(-5));
}

TEST(Zones, ThatAreUnknownNameNearOnes) {
  EXPECT_EQ(MessageOf("Europe/Berln"), "there is no such time zone; did you mean Europe/Berlin?");
  EXPECT_EQ(MessageOf("Berlin"), "there is no such time zone; did you mean Europe/Berlin?");
  EXPECT_EQ(MessageOf("America/Berlin"), "there is no such time zone; did you mean Europe/Berlin?");
  EXPECT_EQ(MessageOf("Zulo"), "there is no such time zone; did you mean Etc/Zulu or Zulu?");
  EXPECT_EQ(MessageOf("nowhere at all"), "there is no such time zone; a zone has a name such as Europe/Berlin or America/New_York");
}

TEST(Zones, AreNoPaths) {
  for (const char* name : {"", "/etc/passwd", "../zoneinfo/UTC", "localtime", "posixrules", "tzdata.zi", "Europe", "right/UTC"})
    EXPECT_FALSE(Zone::Named(name).ok()) << name;
}

TEST(Zones, SayWhatAWallClockMeans) {
  const Zone berlin = *Zone::Named("Europe/Berlin");
  EXPECT_EQ(berlin.At(local_days(2024y / 5 / 1) + 4h)->first, sys_days(2024y / 5 / 1) + 2h);
  EXPECT_EQ(berlin.At(local_days(2024y / 3 / 31) + 2h + 30min)->count, 0);
  EXPECT_EQ(berlin.At(local_days(2024y / 3 / 31) + 2h + 30min)->first, sys_days(2024y / 3 / 31) + 1h);
  EXPECT_EQ(berlin.At(local_days(2024y / 10 / 27) + 2h + 30min)->count, 2);
  EXPECT_EQ(berlin.At(local_days(2037y / 7 / 1))->first, sys_days(2037y / 7 / 1) - 2h);
  EXPECT_FALSE(berlin.At(local_days(2038y / 7 / 1)));
  EXPECT_FALSE(berlin.OffsetAt(sys_days(2038y / 7 / 1)));
  EXPECT_EQ(Zone().At(local_days(2038y / 7 / 1))->first, sys_days(2038y / 7 / 1));
}

}  // namespace
}  // namespace weir::time
