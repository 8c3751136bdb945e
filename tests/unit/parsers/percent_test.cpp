#include "percent.hpp"

#include <gtest/gtest.h>

namespace weir::parsers::test {
namespace {

std::string Decoded(std::string_view text, int times) {
  std::string out = "<";
  if (!DecodePercent(text, times, out)) {
    EXPECT_EQ(out, "<") << "nothing is appended";
    return "as it is";
  }
  return out.substr(1);
}

TEST(Percent, ATextIsDecodedAsOftenAsAskedFor) {
  EXPECT_EQ(Decoded("a%20b", 1), "a b");
  EXPECT_EQ(Decoded("a%2520b", 1), "a%20b");
  EXPECT_EQ(Decoded("a%2520b", 2), "a b");
  EXPECT_EQ(Decoded("a%252520b", 2), "a%20b");
  EXPECT_EQ(Decoded("%C3%a9%00", 1), std::string("é\0", 3));
}

TEST(Percent, WhatWasDecodedIsNotDecodedAgain) {
  EXPECT_EQ(Decoded("100%25%20sure%2520", 2), "100% sure%20");
  EXPECT_EQ(Decoded("%C3%A9%2541", 2), "é%41");
  EXPECT_EQ(Decoded("100%25", 2), "100%");
}

TEST(Percent, WhatIsNoEncodingStaysAsItIs) {
  for (const char* text : {"", "plain", "100%", "%2", "%zz", "%20%", "a b%20", "é%20", "%20\x7f"})
    EXPECT_EQ(Decoded(text, 2), "as it is") << text;
  EXPECT_EQ(Decoded("%20", 0), "as it is");
}

}  // namespace
}  // namespace weir::parsers::test
