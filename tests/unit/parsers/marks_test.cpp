#include "marks.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir::parsers {
namespace {

// Records of every length around the blocks', made of what matters, with what must not matter behind them.
TEST(Marks, AreWhereALookAtEachByteFindsThem) {
  std::mt19937 random(7);
  Marks marks;
  for (size_t length = 1; length < 400; ++length) {
    std::string buffer(length + 64, '\0');
    for (char& c : buffer) c = "\" ab\" "[random() % 6];
    const std::string_view record(buffer.data(), length);
    marks.Read(record);
    size_t last = Marks::kNone;
    for (size_t from = 0; from <= length; ++from) {
      ASSERT_EQ(std::min(record.find(' ', from), length), marks.NextSpace(from)) << record << " from " << from;
      const size_t closing = record.find("\" ", from);
      ASSERT_EQ(closing, marks.NextClosing(from)) << record << " from " << from;
      if (closing != std::string_view::npos) last = closing;
    }
    ASSERT_EQ(last, marks.LastClosing()) << record;
  }
}

}  // namespace
}  // namespace weir::parsers
