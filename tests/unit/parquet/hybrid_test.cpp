#include "parquet/hybrid.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hybrid_decoder.hpp"

namespace weir::parquet {
namespace {

std::string Encoded(const std::vector<uint16_t>& values, int width) {
  ByteBuffer out;
  EncodeHybrid(values.data(), values.size(), width, out);
  return std::string(out.view());
}

TEST(Hybrid, OneValueRepeatedIsOneRun) { EXPECT_EQ(std::string("\xc8\x01\x05", 3), Encoded(std::vector<uint16_t>(100, 5), 3)); }

TEST(Hybrid, TheSpecificationsExampleIsPackedAsItSays) {
  // 0 to 7 in three bits: 10001000 11000110 11111010.
  EXPECT_EQ("\x03\x88\xc6\xfa", Encoded({0, 1, 2, 3, 4, 5, 6, 7}, 3));
}

TEST(Hybrid, AWidthHoldsTheGreatestIndex) {
  EXPECT_EQ(1, BitWidth(1));
  EXPECT_EQ(1, BitWidth(2));
  EXPECT_EQ(2, BitWidth(3));
  EXPECT_EQ(8, BitWidth(256));
  EXPECT_EQ(9, BitWidth(257));
  EXPECT_EQ(16, BitWidth(65536));
}

TEST(Hybrid, WhatIsEncodedIsDecoded) {
  std::mt19937 random(1);
  for (int width = 1; width <= 16; ++width) {
    for (int round = 0; round < 60; ++round) {
      std::vector<uint16_t> values;
      const size_t count = random() % 3000;
      const uint32_t most = 1u << width;
      while (values.size() < count) {
        const size_t run = random() % 3 == 0 ? random() % 90 : 1;
        values.insert(values.end(), run, static_cast<uint16_t>(random() % 4 == 0 ? most - 1 : random() % most));
      }
      const std::vector<uint32_t> decoded = DecodeHybrid(Encoded(values, width), width, values.size());
      ASSERT_EQ(std::vector<uint32_t>(values.begin(), values.end()), decoded) << "width " << width;
    }
  }
}

TEST(Hybrid, LevelsAreDecoded) {
  std::mt19937 random(2);
  for (int round = 0; round < 500; ++round) {
    const size_t count = random() % 2000;
    std::vector<uint8_t> bits((count + 7) / 8);
    for (size_t i = 0; i < bits.size();) {
      const size_t run = 1 + random() % 20;
      const auto value = static_cast<uint8_t>(random() % 3 == 0 ? 0 : random() % 2 == 0 ? 0xff : random());
      for (size_t j = 0; j < run && i < bits.size(); ++j) bits[i++] = value;
    }
    ByteBuffer out;
    EncodeHybridBits(bits.data(), count, out);
    std::vector<uint32_t> expected;
    for (size_t i = 0; i < count; ++i) expected.push_back(bits[i / 8] >> (i % 8) & 1);
    ASSERT_EQ(expected, DecodeHybrid(out.view(), 1, count));
  }
}

}  // namespace
}  // namespace weir::parquet
