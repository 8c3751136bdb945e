#include "parquet/codec.hpp"

#include <gtest/gtest.h>
#include <snappy.h>

#include <random>
#include <string>

namespace weir::parquet {
namespace {

std::string Noise(size_t bytes) {
  std::mt19937_64 random(7);
  std::string noise;
  for (size_t i = 0; i < bytes; ++i) noise += static_cast<char>(random());
  return noise;
}

std::string Compressed(std::string_view page) {
  Compressor compressor(Codec::Snappy, 0);
  return std::string(*compressor.Compress(page));
}

std::string Uncompressed(const std::string& bytes) {
  std::string page;
  EXPECT_TRUE(snappy::Uncompress(bytes.data(), bytes.size(), &page));
  return page;
}

TEST(Compressor, APageThatDoesNotShrinkIsCopied) {
  // Around lengths where a varint or the number of literals changes.
  for (const size_t size : {65536, 65537, 131071, 131072, 200'000, 2'097'151, 2'097'152}) {
    // It begins with what snappy would shrink, so that a copy can be told.
    const std::string page = std::string(4096, 'x') + Noise(size - 4096), bytes = Compressed(page);
    EXPECT_EQ(page, Uncompressed(bytes));
    EXPECT_GT(bytes.size(), page.size()) << size;
    EXPECT_LE(bytes.size(), page.size() + 4 + 3 * (page.size() / 65536 + 1)) << size;
  }
}

TEST(Compressor, APageWhoseMiddleShrinksIsCompressed) {
  const std::string page = Noise(50'000) + std::string(50'000, 'x') + Noise(10'000), bytes = Compressed(page);
  EXPECT_EQ(page, Uncompressed(bytes));
  EXPECT_LT(bytes.size(), 70'000u);
}

TEST(Compressor, ASmallPageIsCompressedInAnyCase) {
  const std::string page = std::string(5'000, 'x') + Noise(60'000), bytes = Compressed(page);
  EXPECT_EQ(page, Uncompressed(bytes));
  EXPECT_LT(bytes.size(), 61'000u);
}

}  // namespace
}  // namespace weir::parquet
