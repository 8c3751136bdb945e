#include "files/walk.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/as_nobody.hpp"
#include "store/temp_folder.hpp"

namespace weir::files {
namespace {

using Lines = std::vector<std::string>;

// The paths found below the folder, each with its captures: "eu/a.log eu".
Result<Lines> Find(const std::string& folder, std::string_view path, OnError on_error = OnError::Continue) {
  auto pattern = PathPattern::Parse(path, folder);
  if (!pattern.ok()) return pattern.status();
  Lines lines;
  Status status = Walk(*pattern, {}, on_error, {}, [&](const Object& object) {
    EXPECT_TRUE(object.path.starts_with(folder + '/')) << object.path;
    std::string line = object.path.substr(folder.size() + 1);
    for (const std::string& value : object.captured.values) line += ' ' + value;
    lines.push_back(line);
    return Status();
  });
  if (!status.ok()) return status;
  return lines;
}

void ExpectFound(const TempFolder& folder, std::string_view path, const Lines& expected) {
  const auto found = Find(folder.path(), path);
  ASSERT_TRUE(found.ok()) << found.status().message();
  EXPECT_EQ(expected, *found) << path;
}

TEST(Walk, FindsInTheOrderOfNames) {
  const TempFolder folder;
  for (const char* name : {"us/b.log", "us/a.log", "eu/c.log", "eu/note.txt", "ap", "eu/d.log/x"}) folder.Put(name, "");
  ExpectFound(folder, "{region}/*.log", {"eu/c.log eu", "us/a.log us", "us/b.log us"});
}

TEST(Walk, GoesToAnyDepth) {
  const TempFolder folder;
  for (const char* name : {"a.log", "x/a.log", "x/y/a.log", "x/y/a.txt", "z/a.log"}) folder.Put(name, "");
  ExpectFound(folder, "**/a.log", {"a.log", "x/a.log", "x/y/a.log", "z/a.log"});
  ExpectFound(folder, "**", {"a.log", "x/a.log", "x/y/a.log", "x/y/a.txt", "z/a.log"});
  ExpectFound(folder, "x/**/*.log", {"x/a.log", "x/y/a.log"});
  ExpectFound(folder, "**/y/*", {"x/y/a.log", "x/y/a.txt"});
}

TEST(Walk, FindsAFileOnceHoweverManyWaysLeadToIt) {
  const TempFolder folder;
  folder.Put("x/x/x/a", "");
  ExpectFound(folder, "**/x/**/a", {"x/x/x/a"});
  ExpectFound(folder, "**/{k}/**/a", {"x/x/x/a x"});
  ExpectFound(folder, "**/**/*", {"x/x/x/a"});
}

TEST(Walk, PassesOverHiddenNamesUnlessThePatternNamesThem) {
  const TempFolder folder;
  for (const char* name : {".weir/s/x.log", "a/.b.log", "a/b.log", ".c/d.log"}) folder.Put(name, "");
  ExpectFound(folder, "**/*.log", {"a/b.log"});
  ExpectFound(folder, "*/*.log", {"a/b.log"});
  ExpectFound(folder, "a/.*.log", {"a/.b.log"});
  ExpectFound(folder, ".c/*.log", {".c/d.log"});
  ExpectFound(folder, ".[a-v]/*", {".c/d.log"});
}

TEST(Walk, DescendsFixedPartsWithoutMindingWhereTheyAreMissing) {
  const TempFolder folder;
  for (const char* name : {"eu/elb/2024/a", "us/other/2024/b", "ap/elb"}) folder.Put(name, "");
  ExpectFound(folder, "{region}/elb/{yyyy}/*", {"eu/elb/2024/a eu"});
  ExpectFound(folder, "*/elb", {"ap/elb"});
}

TEST(Walk, TakesHostileNamesAsTheyAre) {
  const TempFolder folder;
  for (const char* name : {"new\nline", "\xff\xfe", "k=v;rm -rf", "*", "{x}"}) folder.Put(std::string("d/") + name, "1");
  ExpectFound(folder, "d/{n}", {"d/* *", "d/k=v;rm -rf k=v;rm -rf", "d/new\nline new\nline", "d/{x} {x}", "d/\xff\xfe \xff\xfe"});
}

TEST(Walk, FollowsLinksWhereNoLoopIsPossible) {
  const TempFolder folder;
  folder.Put("real/a.log", "1");
  std::filesystem::create_directory_symlink(folder.path(), folder / "real/loop");
  std::filesystem::create_directory_symlink(folder / "real", folder / "link");
  std::filesystem::create_symlink(folder / "real/a.log", folder / "real/b.log");
  std::filesystem::create_symlink(folder / "nothing", folder / "real/c.log");
  ASSERT_EQ(0, ::mkfifo((folder / "real/d.log").c_str(), 0600));
  ExpectFound(folder, "**/*.log", {"real/a.log", "real/b.log"});
  ExpectFound(folder, "{d}/*.log", {"link/a.log link", "link/b.log link", "real/a.log real", "real/b.log real"});
}

TEST(Walk, FindsTheOneFileThatIsNamed) {
  const TempFolder folder;
  folder.Put("a.log", "12345");
  ExpectFound(folder, "a.log", {"a.log"});
  std::filesystem::create_directory(folder / "d");
  for (const char* name : {"b.log", "d", "a.log/x"}) EXPECT_EQ(WEIR_E_FATAL, Find(folder.path(), name).status().code()) << name;
}

TEST(Walk, VersionsTellContentsApart) {
  const TempFolder folder;
  const auto version = [&] {
    std::string version;
    const auto pattern = PathPattern::Parse("a", folder.path());
    EXPECT_TRUE(Walk(*pattern, {}, OnError::Fail, {}, [&](const Object& object) {
                  version = object.version + '/' + std::to_string(object.bytes);
                  return Status();
                }).ok());
    return version;
  };
  folder.Put("a", "12");
  const std::string first = version();
  EXPECT_TRUE(first.starts_with("2-") && first.ends_with("/2")) << first;
  EXPECT_EQ(first, version());
  folder.Put("b", "34");
  std::filesystem::last_write_time(folder / "b", std::filesystem::last_write_time(folder / "a"));
  std::filesystem::rename(folder / "b", folder / "a");
  EXPECT_NE(first, version());  // same size, same time, another file
}

TEST(Walk, EndsWithoutItsRoot) {
  const TempFolder folder;
  const auto found = Find(folder.path(), "logs/*.log");
  EXPECT_EQ(WEIR_E_FATAL, found.status().code());
  EXPECT_EQ("list " + folder / "logs: No such file or directory; check the source's path", found.status().message());
}

TEST(Walk, EndsWhereItsRootIsDenied) {
  const TempFolder folder;
  folder.Put("logs/a.log", "");
  std::filesystem::permissions(folder / "logs", std::filesystem::perms(0));
  const std::string told = AsNobody([&] {
    const auto found = Find(folder.path(), "logs/*.log");
    return std::to_string(found.status().code()) + ' ' + found.status().message();
  });
  EXPECT_EQ("-3 list " + folder / "logs: Permission denied; give this user read permission", told);
}

TEST(Walk, FindsADeniedFolderAsSuchAndGoesOn) {
  const TempFolder folder;
  for (const char* name : {"a/x.log", "b/x.log", "c/x.log"}) folder.Put(name, "");
  std::filesystem::permissions(folder / "b", std::filesystem::perms(0));
  const std::string told = AsNobody([&] {
    const auto found = Find(folder.path(), "{d}/*.log");
    std::string lines = found.status().message();
    if (found.ok())
      for (const std::string& line : *found) lines += line + '\n';
    return lines + std::to_string(Find(folder.path(), "{d}/*.log", OnError::Fail).status().code());
  });
  EXPECT_EQ("a/x.log a\nb/ b\nc/x.log c\n-3", told);
}

TEST(Walk, StopsWhenItIsTold) {
  const TempFolder folder;
  folder.Put("a/x", "");
  const auto pattern = PathPattern::Parse("*/x", folder.path());
  const auto ignore = [](const Object&) { return Status(); };
  EXPECT_EQ(WEIR_E_CANCELLED, Walk(*pattern, {}, OnError::Continue, {.cancelled = [] { return true; }}, ignore).code());
  EXPECT_EQ(WEIR_E_BUG, Walk(*pattern, {}, OnError::Continue, {}, [](const Object&) { return Status::Bug("x"); }).code());
}

}  // namespace
}  // namespace weir::files
