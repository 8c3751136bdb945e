#include "text/encoder.hpp"

#include <random>

#include "decompress.hpp"

namespace weir::text {
namespace {

// Text in which some repeats and some does not.
std::string Text(size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes) text += "GET /images/" + std::to_string(random() % 1000) + " HTTP/1.1 " + std::to_string(random()) + '\n';
  text.resize(bytes);
  return text;
}

std::string Encoded(Compression compression, int level, std::string_view text, size_t piece) {
  auto encoder = MakeEncoder(compression, level);
  EXPECT_TRUE(encoder.ok());
  std::string encoded;
  const Encoder::Out out = [&encoded](std::string_view bytes) {
    encoded += bytes;
    return Status();
  };
  for (; text.size() > piece; text.remove_prefix(piece)) EXPECT_TRUE((*encoder)->Encode(text.substr(0, piece), false, out).ok());
  EXPECT_TRUE((*encoder)->Encode(text, true, out).ok());
  return encoded;
}

TEST(Encoder, GzipReadsBackTheSame) {
  for (const int level : {1, 2, 3, 4, 6, 9})
    for (const size_t bytes : {0u, 1u, 100u, 65'536u, 1'000'000u})
      for (const size_t piece : {997u, 65'536u, 2'000'000u}) {
        const std::string text = Text(bytes, 5);
        EXPECT_TRUE(text == Gunzip(Encoded(Compression::Gzip, level, text, piece))) << level << ' ' << bytes << ' ' << piece;
      }
}

TEST(Encoder, ZstdReadsBackTheSame) {
  for (const int level : {1, 3, 9, 19})
    for (const size_t bytes : {0u, 1u, 100u, 65'536u, 1'000'000u})
      for (const size_t piece : {997u, 65'536u, 2'000'000u}) {
        const std::string text = Text(bytes, 6);
        EXPECT_TRUE(text == Unzstd(Encoded(Compression::Zstd, level, text, piece))) << level << ' ' << bytes << ' ' << piece;
      }
}

TEST(Encoder, TheSameTextMakesTheSameBytes) {
  const std::string text = Text(300'000, 7);
  for (const Compression compression : {Compression::Gzip, Compression::Zstd})
    EXPECT_EQ(Encoded(compression, 2, text, 1000), Encoded(compression, 2, text, 1000));
}

TEST(Encoder, PassesOnWhatTheFileSays) {
  for (const Compression compression : {Compression::Gzip, Compression::Zstd}) {
    auto encoder = MakeEncoder(compression, 2);
    const Status status = (*encoder)->Encode("text", true, [](std::string_view) { return Status::Fatal("disk full"); });
    EXPECT_EQ("disk full", status.message());
  }
}

TEST(Encoder, SaysAboutHowMuchItHolds) {
  EXPECT_GT(MemoryOf(Compression::Gzip, 2), 200'000u);
  EXPECT_LT(MemoryOf(Compression::Gzip, 2), 800'000u);
  EXPECT_GT(MemoryOf(Compression::Zstd, 3), 2'000'000u);
  EXPECT_LT(MemoryOf(Compression::Zstd, 3), 6'000'000u);
}

}  // namespace
}  // namespace weir::text
