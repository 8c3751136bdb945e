#include "store/staged_file.hpp"

#include <signal.h>
#include <sys/resource.h>

#include <random>
#include <thread>
#include <vector>

#include "as_nobody.hpp"
#include "staged.hpp"

namespace weir::store {
namespace {

TEST(StagedFile, KeepsAllBytesWhateverTheirPieces) {
  const TempFolder root;
  auto file = StagedFile::Create(root.path(), "s", "a/b.txt");
  ASSERT_TRUE(file.ok()) << file.status().message();
  std::string all;
  for (const size_t bytes : {size_t{1}, size_t{70'000}, size_t{0}, size_t{65'535}, size_t{12}, size_t{9'000'000}, size_t{5}}) {
    const std::string piece(bytes, static_cast<char>('a' + bytes % 26));
    ASSERT_TRUE((*file)->Append(piece).ok());
    all += piece;
    EXPECT_EQ(all.size(), (*file)->size());
  }
  ASSERT_TRUE((*file)->Finish().ok());
  ASSERT_TRUE(Commit((*file)->receipt()).ok());
  EXPECT_TRUE(all == root.Get("a/b.txt"));
}

// What comes together is written in the background, from several threads, and what is behind the last block waits.
TEST(StagedFile, KeepsAllBytesOfWhatComesTogether) {
  const TempFolder root;
  std::mt19937_64 random(7);
  for (int round = 0; round < 30; ++round) {
    const std::string name = std::to_string(round);
    auto file = StagedFile::Create(root.path(), "s", name);
    ASSERT_TRUE(file.ok()) << file.status().message();
    std::string all;
    for (uint64_t groups = random() % 5; groups > 0; --groups) {
      std::vector<std::string> pieces(random() % 8);
      for (std::string& piece : pieces) {
        piece.resize(random() % (size_t{1} << random() % 22));
        for (char& c : piece) c = static_cast<char>(random());
        all += piece;
      }
      const std::vector<std::string_view> views(pieces.begin(), pieces.end());
      ASSERT_TRUE((*file)->Append(views).ok());
      EXPECT_EQ(all.size(), (*file)->size());
    }
    ASSERT_TRUE((*file)->Finish().ok());
    ASSERT_TRUE(Commit((*file)->receipt()).ok());
    ASSERT_TRUE(all == root.Get(name)) << round;
  }
}

// More than the pieces that a process has, at once.
TEST(StagedFile, ManyMayBeWrittenAtOnce) {
  const TempFolder root;
  const std::string large(9'000'001, 'x');
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < 6; ++lane)
    lanes.emplace_back([&, lane] {
      auto file = StagedFile::Create(root.path(), "s", std::to_string(lane));
      for (int i = 0; i < 4; ++i) EXPECT_TRUE((*file)->Append(large).ok());
      EXPECT_TRUE((*file)->Finish().ok());
      EXPECT_TRUE(Commit((*file)->receipt()).ok());
    });
  for (std::thread& lane : lanes) lane.join();
  for (int lane = 0; lane < 6; ++lane) EXPECT_EQ(4 * large.size(), std::filesystem::file_size(root / std::to_string(lane)));
}

// Written in the background: Append may not know yet, but Finish does.
TEST(StagedFile, AWriteThatFailsInTheBackgroundFailsTheFile) {
  const TempFolder root;
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(0, ::getrlimit(RLIMIT_FSIZE, &before));
  const rlimit small{2'000'000, before.rlim_max};
  {
    auto file = StagedFile::Create(root.path(), "s", "x");
    ASSERT_EQ(0, ::setrlimit(RLIMIT_FSIZE, &small));
    (void)(*file)->Append(std::string(5'000'000, 'x'));
    const Status status = (*file)->Finish();
    ASSERT_EQ(0, ::setrlimit(RLIMIT_FSIZE, &before));
    EXPECT_EQ(WEIR_E_FATAL, status.code());
    EXPECT_NE(std::string::npos, status.message().find("write " + root / "x: File too large")) << status.message();
  }
  EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(StagedFile, IsInvisibleUntilCommitted) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "part.parquet", "x");
  EXPECT_FALSE(root.Has("part.parquet"));
  EXPECT_TRUE(StagedPath(receipt).starts_with(root / ".weir/s/part.parquet-"));
  EXPECT_TRUE(StagedPath(receipt).ends_with(".staged"));
}

TEST(StagedFile, LeavesNothingWhenAbandoned) {
  const TempFolder root;
  {
    auto file = StagedFile::Create(root.path(), "s", "x");
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Append("half").ok());
    EXPECT_TRUE(root.Has(".weir/s"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(StagedFile, MakesARootThatIsNotThere) {
  const TempFolder temp;
  const std::string receipt = Stage(temp / "lake//./table/", "s", "x", "1");
  ASSERT_TRUE(Commit(receipt).ok());
  EXPECT_EQ("1", temp.Get("lake/table/x"));
}

TEST(StagedFile, TakesARootWithDots) {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "a");
  const std::string receipt = Stage(temp / "a/../lake", "s", "x", "1");
  ASSERT_TRUE(Commit(receipt).ok());
  EXPECT_EQ("1", temp.Get("lake/x"));
}

TEST(StagedFile, RefusesPathsThatLeadElsewhere) {
  const TempFolder root;
  for (const char* path : {"", "/etc/x", "..", "../x", "a/../../x", "a//b", "./a", "a/.", "a/", ".weir/s/x"})
    EXPECT_FALSE(StagedFile::Create(root.path(), "s", path).ok()) << path;
  EXPECT_FALSE(StagedFile::Create(root.path(), "s", std::string_view("a\0b", 3)).ok());
  for (const char* state : {"", ".", "..", "a/b", "../s"}) EXPECT_FALSE(StagedFile::Create(root.path(), state, "x").ok()) << state;
  EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(StagedFile, RefusesAStagingFolderThatIsALink) {
  const TempFolder root, elsewhere;
  std::filesystem::create_directory_symlink(elsewhere.path(), root / ".weir");
  EXPECT_FALSE(StagedFile::Create(root.path(), "s", "x").ok());
}

TEST(StagedFile, RefusesTheSamePlaceTwice) {
  const TempFolder root;
  auto first = StagedFile::Create(root.path(), "s", "x");
  auto second = StagedFile::Create(root.path(), "s", "x");
  ASSERT_FALSE(second.ok());
  EXPECT_NE(std::string::npos, second.status().message().find("being written already")) << second.status().message();
}

TEST(StagedFile, TakesNamesThatAreLongOrStrange) {
  const TempFolder root;
  for (const std::string& name : {std::string(250, 'n'), std::string("new\nline"), std::string("\xff=%2F")}) {
    ASSERT_TRUE(Commit(Stage(root.path(), "s", "k=v/" + name, name)).ok());
    EXPECT_EQ(name, root.Get("k=v/" + name));
  }
}

TEST(StagedFile, NamesTheReasonWhenTheRootIsAFile) {
  const TempFolder temp;
  temp.Put("file", "");
  const auto file = StagedFile::Create(temp / "file/lake", "s", "x");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(WEIR_E_FATAL, file.status().code());
  EXPECT_NE(std::string::npos, file.status().message().find("Not a directory")) << file.status().message();
}

TEST(StagedFile, SaysDeniedWhereNothingMayBeWritten) {
  const TempFolder root;  // only its owner may write there
  std::filesystem::permissions(root.path(), std::filesystem::perms(0555));
  const std::string told = AsNobody([&] {
    const auto file = StagedFile::Create(root.path(), "s", "x");
    return std::to_string(file.status().code()) + ' ' + file.status().message();
  });
  EXPECT_EQ("-3 create " + root / ".weir: Permission denied; give this user write permission there or choose another path", told);
}

TEST(StagedFile, StaysFailedAfterAFailedWrite) {
  const TempFolder root;
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(0, ::getrlimit(RLIMIT_FSIZE, &before));
  const rlimit small{100'000, before.rlim_max};
  {
    auto file = StagedFile::Create(root.path(), "s", "x");
    ASSERT_EQ(0, ::setrlimit(RLIMIT_FSIZE, &small));
    const Status status = (*file)->Append(std::string(200'000, 'x'));
    ASSERT_EQ(0, ::setrlimit(RLIMIT_FSIZE, &before));
    EXPECT_EQ(WEIR_E_FATAL, status.code());
    EXPECT_NE(std::string::npos, status.message().find("write " + root / "x: File too large")) << status.message();
    EXPECT_FALSE((*file)->Append("more").ok());
    EXPECT_FALSE((*file)->Finish().ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

// The folders come and go all the while: each file that is the last removes them under the others' hands.
TEST(StagedFile, LanesShareARoot) {
  const TempFolder root;
  constexpr int kLanes = 4, kFiles = 40;
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < kLanes; ++lane)
    lanes.emplace_back([&, lane] {
      for (int i = 0; i < kFiles; ++i) {
        const std::string name = std::to_string(lane) + "-" + std::to_string(i);
        const Status status = Commit(Stage(root.path(), "s", "p=" + std::to_string(i) + "/" + name, name));
        EXPECT_TRUE(status.ok()) << status.message();
      }
    });
  for (std::thread& lane : lanes) lane.join();
  for (int lane = 0; lane < kLanes; ++lane)
    for (int i = 0; i < kFiles; ++i) {
      const std::string name = std::to_string(lane) + "-" + std::to_string(i);
      EXPECT_EQ(name, root.Get("p=" + std::to_string(i) + "/" + name));
    }
  EXPECT_FALSE(root.Has(".weir"));
}

}  // namespace
}  // namespace weir::store
