#include "sink_under_test.hpp"

namespace weir::console {
namespace {

TEST(Console, PrintsRowsAsTheyCome) {
  SinkUnderTest sink("console", {});
  sink.Begin(1);
  testing::internal::CaptureStdout();
  const weir_code first = sink.Write({"a", "b"}), second = sink.Write({"c"});
  const std::string printed = testing::internal::GetCapturedStdout();
  EXPECT_EQ(WEIR_OK, first) << sink.error.message;
  EXPECT_EQ(WEIR_OK, second) << sink.error.message;
  EXPECT_EQ("{\"word\":\"a\"}\n{\"word\":\"b\"}\n{\"word\":\"c\"}\n", printed);
  EXPECT_EQ(3u, sink.host.written);
  EXPECT_TRUE(sink.Prepare().empty());
}

TEST(Console, CountsWhatIsBeyondItsLimit) {
  SinkUnderTest sink("console", {{"limit", "2"}, {"origin", "true"}});
  sink.Begin(1);
  testing::internal::CaptureStdout();
  (void)sink.Write({"a"});
  (void)sink.Write({"b", "c"});
  (void)sink.Write({"d"});
  EXPECT_EQ("{\"word\":\"a\",\"weir.offset\":0}\n{\"word\":\"b\",\"weir.offset\":0}\n", testing::internal::GetCapturedStdout());
  EXPECT_EQ(2u, sink.host.written);
  EXPECT_EQ(2u, sink.host.dropped["beyond limit"]);
}

TEST(Console, SaysThatItMayBlock) {
  const SinkUnderTest console("console", {}), discard("discard", {});
  EXPECT_EQ(1u, console.ops().blocks);
  EXPECT_EQ(0u, discard.ops().blocks);
}

TEST(Discard, TakesAllRows) {
  SinkUnderTest sink("discard", {});
  sink.Begin(1);
  EXPECT_EQ(WEIR_OK, sink.Write({"a", "b"}));
  EXPECT_EQ(2u, sink.host.written);
  EXPECT_TRUE(sink.Prepare().empty());
}

}  // namespace
}  // namespace weir::console
