#include "graph/byte_position.hpp"

#include <gtest/gtest.h>

namespace weir::graph {
namespace {

using Next = frame::Place::Next;

TEST(BytePosition, IsReadAsItWasWritten) {
  for (const Next next : {Next::Record, Next::Line, Next::Bytes, Next::Value, Next::Document})
    for (int bits = 0; bits < 16; ++bits) {
      const bool has_left = next != Next::Record && next != Next::Line;
      const BytePosition position{1'000,
                                  true,
                                  {next, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, has_left ? 70'000u : 0u},
                                  "#head\n",
                                  "mark"};
      const BytePosition again = BytePosition::Decode(position.Encode());
      EXPECT_EQ(position.place, again.place) << static_cast<int>(next) << ' ' << bits;
      EXPECT_EQ(1'000u, again.offset);
      EXPECT_TRUE(again.plain);
      EXPECT_EQ("#head\n", again.head);
      EXPECT_EQ("mark", again.mark);
    }
}

TEST(BytePosition, OfLinesIsAsItEverWas) {
  EXPECT_EQ(std::string("\x05\0\0\0\0\0\0\0\x07\x01\0\0\0hm", 15),
            (BytePosition{5, true, {.next = Next::Line, .unended = true}, "h", "m"}.Encode()));
}

TEST(BytePosition, ThatIsNoneIsTheStart) {
  EXPECT_EQ(0u, BytePosition::Decode("").offset);
  const std::string cut_off = BytePosition{5, true, {.next = Next::Value, .left = 1}, "", ""}.Encode().substr(0, 15);
  EXPECT_EQ(0u, BytePosition::Decode(cut_off).offset);
}

}  // namespace
}  // namespace weir::graph
