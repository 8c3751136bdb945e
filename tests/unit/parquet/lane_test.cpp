#include "parquet/lane.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "lane_under_test.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

constexpr Share kPlenty{256 << 20, 256};

Layout TwoColumns() {
  Layout layout;
  layout.table.Add({"n", Kind::Int64});
  layout.table.Add({"text", Kind::Text});
  layout.keys = {{"p", {}}};
  return layout;
}

// Rows of partitions p = row % partitions, with text that does not repeat.
struct Rows3 {
  Schema schema{std::vector<Field>{{"p", Type::Int32}, {"n", Type::Int64}, {"text", Type::Text}}};
  std::mt19937_64 random{8};

  Array Make(int64_t rows, int partitions, const std::string& text = "") {
    ValuesBuilder<int32_t> p(rows);
    ValuesBuilder<int64_t> n(rows);
    TextBuilder texts(rows);
    for (int64_t i = 0; i < rows; ++i) {
      p.Set(i, static_cast<int32_t>(i % partitions));
      n.Set(i, static_cast<int64_t>(random()));
      texts.Copy(i, text.empty() ? std::to_string(random()) + std::to_string(random()) + std::to_string(random()) : text);
    }
    return Array(MakeBatch(rows, {p.Finish(), n.Finish(), texts.Finish()}));
  }
};

TEST(ParquetLane, NamesFilesAfterStateEpochLaneAndNumber) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  const auto lane = MakeLane(layout, folder.path(), kPlenty);
  for (const uint64_t epoch : {7, 8}) {
    ASSERT_TRUE(lane->begin(epoch).ok());
    ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(10, 1).get()).ok());
    EXPECT_EQ(epoch - 7, FilesBelow(folder.path()).size()) << "nothing is visible before the commit";
    ASSERT_TRUE(Commit(*lane).ok());
  }
  EXPECT_EQ((std::vector<std::string>{"p=0/part-01234567-7-3-0.parquet", "p=0/part-01234567-8-3-0.parquet"}), FilesBelow(folder.path()));
  EXPECT_EQ(0u, lane->memory() >> 22);
}

TEST(ParquetLane, WithoutRowsThereAreNoFiles) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  const auto lane = MakeLane(layout, folder.path(), kPlenty);
  ASSERT_TRUE(lane->begin(1).ok());
  ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(0, 1).get()).ok());
  ASSERT_TRUE(Commit(*lane).ok());
  EXPECT_TRUE(FilesBelow(folder.path()).empty());
}

TEST(ParquetLane, OnePartitionIsOneFileUntilItsSize) {
  const TempFolder folder;
  Layout layout = TwoColumns();
  layout.file_bytes = 6 << 20;
  Rows3 rows;
  const auto lane = MakeLane(layout, folder.path(), kPlenty);
  ASSERT_TRUE(lane->begin(1).ok());
  for (int i = 0; i < 150; ++i) ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(2000, 1).get()).ok());
  ASSERT_TRUE(Commit(*lane).ok());
  const auto files = FilesBelow(folder.path());
  ASSERT_GE(files.size(), 3u);
  for (size_t i = 0; i + 1 < files.size(); ++i) {
    const auto size = std::filesystem::file_size(folder.path() + '/' + files[i]);
    EXPECT_GT(size, layout.file_bytes * 9 / 10);
    EXPECT_LT(size, layout.file_bytes * 13 / 10);
  }
}

TEST(ParquetLane, AThousandOpenPartitionsStayInTheirShare) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  const Share share{20 << 20, 100};
  const auto lane = MakeLane(layout, folder.path(), share);
  ASSERT_TRUE(lane->begin(1).ok());
  size_t peak = 0;
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(10000, 1000).get()).ok());
    peak = std::max(peak, lane->memory());
  }
  EXPECT_LE(peak, share.memory + (2 << 20)) << "scratch memory included";
  EXPECT_GT(peak, share.memory / 2) << "the share is there to be used";
  ASSERT_TRUE(Commit(*lane).ok());
  EXPECT_GE(FilesBelow(folder.path()).size(), 1000u);
}

TEST(ParquetLane, AShareLeavesRoomForScratchMemory) {
  const Share share = ShareOf(200 << 20, 2);
  EXPECT_LT(share.memory, 100u << 20);
  EXPECT_GT(share.memory, 90u << 20);
  EXPECT_LE(share.files * OpenFile::kStagedBytes, share.memory / 4);
  EXPECT_GT(ShareOf(0, 4).files, 0u);
}

TEST(ParquetLane, FewDescriptorsAreEnoughForManyPartitions) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  const auto lane = MakeLane(layout, folder.path(), {1 << 20, 5});
  ASSERT_TRUE(lane->begin(1).ok());
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  const auto before = open_files();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(5000, 50).get()).ok());
    EXPECT_LE(open_files() - before, 12);
  }
  ASSERT_TRUE(lane->cut().ok());
  EXPECT_LE(open_files() - before, 12);
  ASSERT_TRUE(Commit(*lane).ok());
}

TEST(ParquetLane, RepairedTextIsReportedOnceAFile) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  std::vector<std::string> log;
  const auto lane = MakeLane(layout, folder.path(), kPlenty, &log);
  ASSERT_TRUE(lane->begin(1).ok());
  ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(7, 1, "\xff").get()).ok());
  ASSERT_TRUE(Commit(*lane).ok());
  EXPECT_EQ(std::vector<std::string>{"7 values that are not UTF-8 were repaired with U+FFFD in a file of p=0/"}, log);
}

TEST(ParquetLane, WhatCannotBeWrittenSaysWhere) {
  const TempFolder folder;
  std::ofstream(folder.path() + "/file") << "in the way";
  const Layout layout = TwoColumns();
  Rows3 rows;
  const auto lane = MakeLane(layout, folder.path() + "/file/table", kPlenty);
  ASSERT_TRUE(lane->begin(1).ok());
  ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(7, 1).get()).ok());
  const Status status = lane->cut();
  EXPECT_FALSE(status.ok());
  EXPECT_NE(std::string::npos, status.message().find(folder.path() + "/file")) << status.message();
}

TEST(ParquetLane, WhatIsNotCommittedLeavesNothingBehind) {
  const TempFolder folder;
  const Layout layout = TwoColumns();
  Rows3 rows;
  {
    const auto lane = MakeLane(layout, folder.path(), {1 << 20, 5});
    ASSERT_TRUE(lane->begin(1).ok());
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(lane->Write(*rows.schema.get(), *rows.Make(20000, 2).get()).ok());
  }
  ASSERT_TRUE(store::Sweep(folder.path(), "0123456789abcdef", {}).ok());
  EXPECT_TRUE(FilesBelow(folder.path()).empty());
  EXPECT_TRUE(!std::filesystem::exists(folder.path() + "/.weir") || std::filesystem::is_empty(folder.path() + "/.weir"));
}

}  // namespace
}  // namespace weir::parquet
