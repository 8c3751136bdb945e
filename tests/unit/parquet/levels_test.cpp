#include "parquet/levels.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hybrid_decoder.hpp"

namespace weir::parquet {
namespace {

std::vector<uint32_t> Decoded(const Levels& levels) {
  ByteBuffer out;
  levels.Encode(out);
  uint32_t length = 0;
  std::memcpy(&length, out.data(), sizeof length);
  EXPECT_EQ(out.size(), length + sizeof length);
  return DecodeHybrid(out.view().substr(4), 1, levels.rows());
}

TEST(Levels, WithoutNullsThereIsOneRun) {
  Levels levels;
  levels.Add(Rows::All(20000), nullptr, 0, 20000);
  ByteBuffer out;
  levels.Encode(out);
  EXPECT_EQ(8u, out.size());
  EXPECT_EQ(0u, levels.memory());
}

TEST(Levels, FollowTheValidityOfAnyRows) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    Levels levels;
    std::vector<uint32_t> expected;
    for (int part = 0; part < 6; ++part) {
      const auto rows = static_cast<int64_t>(random() % 200);
      const auto offset = static_cast<int64_t>(random() % 20);
      std::vector<uint8_t> bits(static_cast<size_t>(offset + rows + 7) / 8);
      for (uint8_t& byte : bits) byte = static_cast<uint8_t>(random() % 3 == 0 ? 0xff : random() % 3 == 0 ? 0 : random());
      std::vector<int32_t> list;
      for (int64_t row = 0; row < rows; ++row)
        if (random() % 2 == 0) list.push_back(static_cast<int32_t>(row));
      const bool listed = random() % 2 == 0;
      const Rows chosen = listed ? Rows{list.data(), 0, static_cast<int64_t>(list.size())} : Rows::All(rows);
      const uint8_t* validity = random() % 4 == 0 ? nullptr : bits.data();
      std::vector<int32_t> scratch;
      const Rows present = Levels::Present(chosen, validity, offset, scratch);
      std::vector<int64_t> found;
      for (int64_t i = 0; i < chosen.count; ++i) {
        const int64_t at = offset + chosen[i];
        const bool valid = validity == nullptr || (bits[static_cast<size_t>(at / 8)] >> at % 8 & 1) != 0;
        expected.push_back(valid ? 1 : 0);
        if (valid) found.push_back(chosen[i]);
      }
      ASSERT_EQ(static_cast<int64_t>(found.size()), present.count);
      for (int64_t i = 0; i < present.count; ++i) ASSERT_EQ(found[static_cast<size_t>(i)], present[i]);
      levels.Add(chosen, validity, offset, present.count);
      if (random() % 4 == 0) {
        levels.AddNulls(3);
        expected.insert(expected.end(), 3, 0);
      }
    }
    ASSERT_EQ(expected.size(), levels.rows());
    ASSERT_EQ(expected, Decoded(levels));
  }
}

}  // namespace
}  // namespace weir::parquet
