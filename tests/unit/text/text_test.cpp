#include "sink_under_test.hpp"
#include "store/temp_folder.hpp"

namespace weir::text {
namespace {

TEST(TextSink, WritesOneFileALaneAndEpochAndShowsItWhenCommitted) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}});
  sink.Begin(7);
  ASSERT_EQ(WEIR_OK, sink.Write({"a"})) << sink.error.message;
  ASSERT_EQ(WEIR_OK, sink.Write({}));
  ASSERT_EQ(WEIR_OK, sink.Write({"b", "c"}));
  const auto receipts = sink.Prepare();
  ASSERT_EQ(1u, receipts.size());
  EXPECT_FALSE(folder.Has("node-01234567-7-3-0.jsonl"));
  ASSERT_EQ(WEIR_OK, sink.Commit(receipts[0])) << sink.error.message;
  ASSERT_EQ(WEIR_OK, sink.Commit(receipts[0])) << sink.error.message;
  EXPECT_EQ("{\"word\":\"a\"}\n{\"word\":\"b\"}\n{\"word\":\"c\"}\n", folder.Get("node-01234567-7-3-0.jsonl"));
  EXPECT_EQ(3u, sink.host.written);
}

TEST(TextSink, WritesAFilePerEpochAndNoneWithoutRows) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder / "new"}, {"origin", "true"}});
  sink.Begin(1);
  EXPECT_TRUE(sink.Prepare().empty());
  EXPECT_FALSE(folder.Has("new"));
  for (const uint64_t epoch : {2, 3}) {
    sink.Begin(epoch);
    ASSERT_EQ(WEIR_OK, sink.Write({"a"}));
    for (const std::string& receipt : sink.Prepare()) ASSERT_EQ(WEIR_OK, sink.Commit(receipt)) << sink.error.message;
  }
  EXPECT_EQ("{\"word\":\"a\",\"weir.offset\":0}\n", folder.Get("new/node-01234567-2-3-0.jsonl"));
  EXPECT_TRUE(folder.Has("new/node-01234567-3-3-0.jsonl"));
}

TEST(TextSink, LeavesNothingOfAnAbandonedEpoch) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}});
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.Write({"a"}));
  (void)sink.Prepare();  // and then the runner died before it was recorded
  sink.Close();
  ASSERT_EQ(WEIR_OK, sink.Sweep()) << sink.error.message;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TextSink, WritesManyRowsInOrder) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}});
  sink.Begin(1);
  std::vector<std::string> words;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    words.push_back(std::to_string(i));
    expected += "{\"word\":\"" + words.back() + "\"}\n";
  }
  ASSERT_EQ(WEIR_OK, sink.Write(words));
  ASSERT_EQ(WEIR_OK, sink.Commit(sink.Prepare().at(0)));
  EXPECT_TRUE(expected == folder.Get("node-01234567-1-3-0.jsonl"));
}

TEST(TextSink, AsksForTheOriginOnlyWhenItIsWritten) {
  for (const char* origin : {"false", "true"}) {
    SinkUnderTest sink("text", {{"path", "x"}, {"origin", origin}});
    uint8_t needed[] = {1, 1};
    sink.component.narrow(sink.self, nullptr, needed);
    EXPECT_EQ(1, needed[0]);
    EXPECT_EQ(std::string_view(origin) == "true", needed[1] == 1);
  }
}

TEST(TextSink, RefusesAnEmptyPath) {
  const SinkUnderTest sink("text", {{"path", ""}});
  EXPECT_EQ(WEIR_E_CONFIG, sink.created.code());
}

TEST(TextSink, SaysWhereItCanNotWrite) {
  const TempFolder folder;
  folder.Put("file", "");
  SinkUnderTest sink("text", {{"path", folder / "file/x"}});
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.Write({"a"}));  // too little to begin a file with
  EXPECT_EQ(WEIR_E_FATAL, sink.ops().cut(sink.lane, &sink.error));
  EXPECT_NE(nullptr, std::strstr(sink.error.message, (folder / "file").c_str())) << sink.error.message;
}

}  // namespace
}  // namespace weir::text
