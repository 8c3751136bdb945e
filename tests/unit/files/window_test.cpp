// Listing with a window of dates.
#include <gtest/gtest.h>

#include "files/walk.hpp"
#include "store/as_nobody.hpp"
#include "store/temp_folder.hpp"

namespace weir::files {
namespace {

constexpr int64_t kHour = 3600ll * 1'000'000'000;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kLeapDay = 1'709'164'800ll * 1'000'000'000;  // 2024-02-29

// The paths found below the folder, one a line.
std::string Find(const TempFolder& folder, std::string_view path, int64_t since, int64_t until, OnError on_error = OnError::Continue) {
  const auto pattern = PathPattern::Parse(path, folder.path());
  if (!pattern.ok()) return pattern.status().message();
  std::string lines;
  const Status status = Walk(*pattern, DateWindow(Instant{since}, Instant{until}), on_error, {}, [&](const Object& object) {
    lines += object.path.substr(folder.path().size() + 1) + '\n';
    return Status();
  });
  return status.ok() ? lines : status.message();
}

// A file for each of these days, in the folders of its date.
void PutDays(const TempFolder& folder) {
  for (const char* day : {"2023/02/28", "2023/12/31", "2024/01/01", "2024/02/28", "2024/02/29", "2024/03/01", "2025/02/28"})
    folder.Put(std::string("eu/") + day + "/a.log", "");
}

TEST(Window, TakesTheDaysItOverlaps) {
  const TempFolder folder;
  PutDays(folder);
  const std::string_view path = "{region}/{yyyy}/{mm}/{dd}/*.log";
  EXPECT_EQ("eu/2024/02/29/a.log\n", Find(folder, path, kLeapDay, kLeapDay + kDay));
  EXPECT_EQ("eu/2024/02/28/a.log\neu/2024/02/29/a.log\n", Find(folder, path, kLeapDay - 1, kLeapDay + 1));
  EXPECT_EQ("eu/2024/02/29/a.log\neu/2024/03/01/a.log\n", Find(folder, path, kLeapDay, kLeapDay + kDay + 1));
  EXPECT_EQ("eu/2023/12/31/a.log\neu/2024/01/01/a.log\n", Find(folder, path, kLeapDay - 60 * kDay, kLeapDay - 58 * kDay));
  EXPECT_EQ("", Find(folder, path, kLeapDay + 2 * kDay, kLeapDay + 300 * kDay));
}

TEST(Window, TakesTheHoursItOverlaps) {
  const TempFolder folder;
  for (const char* hour : {"2024/02/28/23", "2024/02/29/00", "2024/02/29/05", "2024/02/29/06"}) folder.Put(std::string(hour) + ".log", "");
  const std::string_view path = "{yyyy}/{mm}/{dd}/{hh}.log";
  EXPECT_EQ("2024/02/29/05.log\n", Find(folder, path, kLeapDay + 5 * kHour, kLeapDay + 6 * kHour));
  EXPECT_EQ("2024/02/29/05.log\n2024/02/29/06.log\n", Find(folder, path, kLeapDay + 6 * kHour - 1, kLeapDay + 6 * kHour + 1));
  EXPECT_EQ("2024/02/28/23.log\n2024/02/29/00.log\n", Find(folder, path, kLeapDay - 1, kLeapDay + 1));
}

TEST(Window, ReadsDatesWhereverThePathHasThem) {
  const TempFolder folder;
  for (const char* name : {"app-20240228.log", "app-20240229.log", "29/02/2024.log", "29/02/2023.log", "28/02/2024.log"})
    folder.Put(name, "");
  EXPECT_EQ("app-20240229.log\n", Find(folder, "app-{yyyy}{mm}{dd}.log", kLeapDay, kLeapDay + kDay));
  EXPECT_EQ("29/02/2024.log\n", Find(folder, "{dd}/{mm}/{yyyy}.log", kLeapDay, kLeapDay + kDay));
  EXPECT_EQ("app-20240228.log\napp-20240229.log\n", Find(folder, "**/app-{yyyy}*", kLeapDay, kLeapDay + kDay));
}

TEST(Window, FindsNothingWhereTheDigitsMakeNoDate) {
  const TempFolder folder;
  for (const char* day : {"2024/13/01", "2024/00/01", "2024/02/30", "2023/02/29", "2024/2/9"}) folder.Put(std::string(day) + "/a", "");
  EXPECT_EQ("", Find(folder, "{yyyy}/{mm}/{dd}/*", std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()));
}

// A denied folder that is listed is found as such: so one outside of the window was not listed.
TEST(Window, DoesNotLookIntoFoldersOutside) {
  const TempFolder folder;
  PutDays(folder);
  for (const char* outside : {"eu/2023", "eu/2025", "eu/2024/01", "eu/2024/03", "eu/2024/02/28"})
    std::filesystem::permissions(folder / outside, std::filesystem::perms(0));
  const std::string told = AsNobody([&] {
    const std::string_view path = "{region}/{yyyy}/{mm}/{dd}/*.log";
    return Find(folder, path, kLeapDay, kLeapDay + kDay, OnError::Fail) + Find(folder, path, kLeapDay - kDay, kLeapDay + kDay);
  });
  EXPECT_EQ("eu/2024/02/29/a.log\neu/2024/02/28/\neu/2024/02/29/a.log\n", told);
  for (const char* outside : {"eu/2023", "eu/2025", "eu/2024/01", "eu/2024/03", "eu/2024/02/28"})
    std::filesystem::permissions(folder / outside, std::filesystem::perms(0755));
}

TEST(Window, DoesNotLookThroughLinksToFoldersOutside) {
  const TempFolder folder;
  folder.Put("kept/a.log", "");
  std::filesystem::create_directory_symlink("kept", folder / "2023");
  std::filesystem::create_directory_symlink("kept", folder / "2024");
  EXPECT_EQ("2024/a.log\n", Find(folder, "{yyyy}/*.log", kLeapDay, kLeapDay + kDay));
}

// Two ways lead to the file, with a year each: the first one counts, with a window as without.
TEST(Window, DoesNotChangeWhatIsCaptured) {
  const TempFolder folder;
  folder.Put("2023/2024/a", "");
  const std::string_view path = "**/{yyyy}/**/a";
  const std::string found = Find(folder, path, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ("2023/2024/a\n", found);
  int times = 0;
  for (const int64_t year : {-365, 0}) times += !Find(folder, path, kLeapDay + year * kDay, kLeapDay + (year + 1) * kDay).empty();
  EXPECT_EQ(1, times);
}

}  // namespace
}  // namespace weir::files
