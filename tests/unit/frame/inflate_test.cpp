#include "frame/inflate.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <random>
#include <string>
#include <vector>

namespace weir::frame {
namespace {

std::string Gzip(std::string_view text, int level = 6, gz_header* header = nullptr) {
  z_stream z{};
  deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  if (header != nullptr) deflateSetHeader(&z, header);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
// With all that a header may have.
std::string GzipWithHeader(std::string_view text) {
  std::string extra = "an extra field", name = "access.log", comment = "a comment";
  gz_header header{};
  header.extra = reinterpret_cast<Bytef*>(extra.data());
  header.extra_len = static_cast<uInt>(extra.size());
  header.name = reinterpret_cast<Bytef*>(name.data());
  header.comment = reinterpret_cast<Bytef*>(comment.data());
  header.hcrc = 1;
  return Gzip(text, 6, &header);
}
std::string Zstd(std::string_view text, int window_log = 0, bool checksum = true) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  if (window_log > 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  std::string out(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  // In two calls, so that the size is not known when the window is chosen.
  ZSTD_compressStream2(context, &to, &in, ZSTD_e_continue);
  ZSTD_compressStream2(context, &to, &in, ZSTD_e_end);
  out.resize(to.pos);
  ZSTD_freeCCtx(context);
  return out;
}
// "weir's own skippable frame": magic, length, bytes (RFC 8878, 3.1.2).
std::string SkippableFrame() { return std::string("\x50\x2a\x4d\x18\x04\0\0\0abcd", 12); }

std::string Text(size_t bytes, uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes) text += "GET /" + std::to_string(random() % 1000) + " HTTP/1.1\n";
  text.resize(bytes);
  return text;
}

struct Inflated {
  std::string text;
  Status status;
  uint64_t bytes_in = 0;
};

// Feeds chunks of `in` bytes and takes at most `out` bytes at a time.  Gives up when nothing moves, which must never be.
Inflated Inflate(std::string_view object, size_t in = 1 << 20, size_t out = 1 << 16, Limits limits = {}, bool plain = false) {
  Inflater inflater(limits, plain);
  Inflated result;
  std::vector<uint8_t> buffer(out);
  std::string chunk;
  for (size_t at = 0, idle = 0; idle < 3;) {
    const Result<size_t> made = inflater.Inflate(buffer);
    if (!made.ok()) {
      result.status = made.status();
      result.bytes_in = inflater.bytes_in();
      return result;
    }
    result.text.append(reinterpret_cast<const char*>(buffer.data()), *made);
    idle = *made == 0 ? idle + 1 : 0;
    if (*made > 0) continue;
    if (!inflater.needs_input()) {
      result.bytes_in = inflater.bytes_in();
      if (at == object.size()) return result;
      continue;
    }
    if (at == object.size()) {
      inflater.Finish();
      idle = 0;
      continue;
    }
    chunk = object.substr(at, in);  // a buffer of its own, so that reading past its end shows
    chunk.shrink_to_fit();
    inflater.Feed({reinterpret_cast<const uint8_t*>(chunk.data()), chunk.size()});
    at += chunk.size();
    idle = 0;
  }
  ADD_FAILURE() << "it moves no more";
  return result;
}

bool IsPrefix(const std::string& part, const std::string& whole) { return whole.compare(0, part.size(), part) == 0; }

struct Kind {
  const char* name;
  std::string object, text;
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds{
      {"Nothing", "", ""},
      {"Plain", Text(100'000), Text(100'000)},
      {"PlainOfOneByte", "x", "x"},
      {"PlainOfThreeBytes", "\x28\xb5\x2f", "\x28\xb5\x2f"},
      {"PlainThatBeginsLikeGzip", "\x1f is no magic\n", "\x1f is no magic\n"},
      {"Gzip", Gzip(Text(100'000)), Text(100'000)},
      {"GzipThatIsStored", Gzip(Text(100'000), 0), Text(100'000)},
      {"GzipOfNothing", Gzip(""), ""},
      {"GzipOfOneByte", Gzip("x"), "x"},
      {"GzipOfManyMembers", Gzip(Text(30'000, 1)) + Gzip("") + Gzip("x") + Gzip(Text(50'000, 2)), Text(30'000, 1) + "x" + Text(50'000, 2)},
      {"GzipWithHeaders", GzipWithHeader(Text(1000)) + GzipWithHeader("x"), Text(1000) + "x"},
      {"GzipWithZerosBehind", Gzip(Text(1000)) + std::string(512, '\0'), Text(1000)},
      {"GzipWithZerosBetween", Gzip("one") + std::string(100, '\0') + Gzip("two"), "onetwo"},
      {"Zstd", Zstd(Text(100'000)), Text(100'000)},
      {"ZstdOfNothing", Zstd(""), ""},
      {"ZstdOfManyFrames", Zstd(Text(30'000, 1)) + Zstd("") + Zstd(Text(50'000, 2)), Text(30'000, 1) + Text(50'000, 2)},
      {"ZstdWithASkippableFrameBetween", Zstd("one") + SkippableFrame() + Zstd("two"), "onetwo"},
      {"ZstdThatBeginsWithASkippableFrame", SkippableFrame() + Zstd("one"), "one"},
  };
  return kinds;
}

class Object : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Of, Object, testing::ValuesIn(Kinds()), [](const auto& info) { return info.param.name; });

TEST_P(Object, InflatesToItsContent) {
  const Inflated inflated = Inflate(GetParam().object);
  EXPECT_TRUE(inflated.status.ok()) << inflated.status.message();
  EXPECT_TRUE(GetParam().text == inflated.text);
  EXPECT_EQ(GetParam().object.size(), inflated.bytes_in);
}

TEST_P(Object, InflatesToTheSameWhateverTheChunks) {
  for (const size_t in : {1, 2, 3, 4, 5, 7, 100, 4096})
    for (const size_t out : {1, 13, 333, 65'536}) {
      if (in * out < 100 && GetParam().text.size() > 200'000) continue;
      const Inflated inflated = Inflate(GetParam().object, in, out);
      ASSERT_TRUE(inflated.status.ok()) << in << ' ' << out << ' ' << inflated.status.message();
      ASSERT_TRUE(GetParam().text == inflated.text) << in << ' ' << out;
    }
}

TEST(Gzip, CutOffAnywhereGivesAGoodPrefixAndIsDamaged) {
  const std::string text = Text(3000), object = Gzip(text) + Gzip("the second member");
  const size_t first = Gzip(text).size();
  for (size_t cut = 2; cut < object.size(); ++cut)
    for (const size_t in : {size_t{7}, object.size()}) {
      const Inflated inflated = Inflate(std::string_view(object).substr(0, cut), in);
      ASSERT_TRUE(IsPrefix(inflated.text, text + "the second member")) << cut;
      if (cut == first) {
        ASSERT_TRUE(inflated.status.ok());
        ASSERT_EQ(text, inflated.text);
      } else {
        ASSERT_EQ(WEIR_E_SPLIT, inflated.status.code()) << cut;
        ASSERT_NE(std::string::npos, inflated.status.message().find("cut off")) << cut << ' ' << inflated.status.message();
      }
    }
}

TEST(Zstd, CutOffAnywhereGivesAGoodPrefixAndIsDamaged) {
  const std::string text = Text(3000), object = Zstd(text) + Zstd("the second frame");
  const size_t first = Zstd(text).size();
  for (size_t cut = 4; cut < object.size(); ++cut)
    for (const size_t in : {size_t{7}, object.size()}) {
      const Inflated inflated = Inflate(std::string_view(object).substr(0, cut), in);
      ASSERT_TRUE(IsPrefix(inflated.text, text + "the second frame")) << cut;
      if (cut == first)
        ASSERT_TRUE(inflated.status.ok()) << inflated.status.message();
      else
        ASSERT_EQ(WEIR_E_SPLIT, inflated.status.code()) << cut;
    }
}

// A flipped bit may change the text, but never passes for good: the checksum is behind it.  Bits of the header that say nothing about
// the content (time, flags of the system) may flip.
TEST(Gzip, AFlippedBitIsFoundOrChangesNothing) {
  const std::string text = Text(2000), object = Gzip(text);
  for (size_t bit = 0; bit < object.size() * 8; ++bit) {
    std::string flipped = object;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    const Inflated inflated = Inflate(flipped, 1 << 20, 1 << 16);
    if (bit / 8 < 2) continue;  // the magic: that is plain text then
    if (inflated.status.ok())
      ASSERT_EQ(text, inflated.text) << bit;
    else
      ASSERT_EQ(WEIR_E_SPLIT, inflated.status.code()) << bit;
  }
}

TEST(Zstd, AFlippedBitIsFoundOrChangesNothing) {
  const std::string text = Text(2000), object = Zstd(text);
  for (size_t bit = 32; bit < object.size() * 8; ++bit) {
    std::string flipped = object;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    const Inflated inflated = Inflate(flipped);
    if (inflated.status.ok())
      ASSERT_EQ(text, inflated.text) << bit;
    else
      ASSERT_EQ(WEIR_E_SPLIT, inflated.status.code()) << bit;
  }
}

TEST(Gzip, WithAWrongChecksumGivesAllThatIsThereAndSaysSo) {
  const std::string text = Text(1000);
  std::string object = Gzip(text);
  object[object.size() - 8] = static_cast<char>(object[object.size() - 8] + 1);
  const Inflated inflated = Inflate(object);
  EXPECT_EQ(text, inflated.text);
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
  EXPECT_NE(std::string::npos, inflated.status.message().find("the gzip checksum is wrong")) << inflated.status.message();
}

TEST(Gzip, WithAWrongLengthIsDamaged) {
  std::string object = Gzip(Text(1000));
  object.back() = static_cast<char>(object.back() + 1);
  EXPECT_EQ(WEIR_E_SPLIT, Inflate(object).status.code());
}

TEST(Gzip, WithGarbageBehindGivesItsContentAndIsDamaged) {
  const std::string text = Text(1000);
  const Inflated inflated = Inflate(Gzip(text) + "garbage");
  EXPECT_EQ(text, inflated.text);
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
  EXPECT_NE(std::string::npos, inflated.status.message().find("bytes after the last gzip member")) << inflated.status.message();
}

TEST(Zstd, WithGarbageBehindGivesItsContentAndIsDamaged) {
  const std::string text = Text(1000);
  const Inflated inflated = Inflate(Zstd(text) + "garbage");
  EXPECT_EQ(text, inflated.text);
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
}

TEST(Gzip, DamageNamesTheByteAndStays) {
  Inflater inflater(Limits{});
  const std::string object = Gzip("x") + "garbage";
  inflater.Feed({reinterpret_cast<const uint8_t*>(object.data()), object.size()});
  std::vector<uint8_t> out(100);
  ASSERT_EQ(1u, *inflater.Inflate(out));
  for (int i = 0; i < 3; ++i) {
    const auto again = inflater.Inflate(out);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ("byte " + std::to_string(Gzip("x").size()) + ": bytes after the last gzip member", again.status().message());
  }
}

TEST(Limits, ABombIsStoppedWhenItInflatesTooMuch) {
  const std::string bomb = Gzip(std::string(80u << 20, '\0'), 9);
  Limits limits;
  limits.inflation_ratio = 500;
  const Inflated inflated = Inflate(bomb, 1000, 1 << 20, limits);
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
  EXPECT_NE(std::string::npos, inflated.status.message().find("more than 500 to 1")) << inflated.status.message();
  EXPECT_LE(inflated.text.size(), 66u << 20);
}

TEST(Limits, ABombOfZstdIsStoppedToo) {
  const Inflated inflated = Inflate(Zstd(std::string(80u << 20, '\0')), 1000, 1 << 20);
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
  EXPECT_LE(inflated.text.size(), 66u << 20);
}

TEST(Limits, AShortRunMayBeDense) {
  Limits limits;
  limits.inflation_ratio = 10;
  EXPECT_TRUE(Inflate(Gzip(std::string(1u << 20, '\0')), 100, 1 << 16, limits).status.ok());
}

TEST(Limits, AnObjectHasOnlySoMuchContent) {
  Limits limits;
  limits.object_bytes = 10'000;
  for (const std::string& object : {Text(20'000), Gzip(Text(20'000)), Zstd(Text(20'000))}) {
    const Inflated inflated = Inflate(object, 500, 1000, limits);
    EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
    EXPECT_NE(std::string::npos, inflated.status.message().find("more than 10000 bytes of content")) << inflated.status.message();
    EXPECT_LE(inflated.text.size(), 11'000u);
  }
}

TEST(Limits, AZstdWindowThatTakesMuchMemoryIsRefused) {
  const std::string text = Text(1000);
  EXPECT_TRUE(Inflate(Zstd(text, 25)).status.ok());
  const Inflated inflated = Inflate(Zstd(text, 27));
  EXPECT_EQ(WEIR_E_SPLIT, inflated.status.code());
  EXPECT_TRUE(inflated.text.empty());
}

TEST(Inflater, BytesFromTheMiddleOfPlainTextAreNeverTakenForCompressed) {
  const std::string text = Gzip("looks compressed");
  EXPECT_EQ(text, Inflate(text, 100, 100, {}, true).text);
}

TEST(Inflater, SaysThatItIsPlainOnceItKnows) {
  for (const bool zipped : {false, true}) {
    Inflater inflater(Limits{});
    const std::string object = zipped ? Gzip("some text") : "some text";
    inflater.Feed({reinterpret_cast<const uint8_t*>(object.data()), object.size()});
    std::vector<uint8_t> out(100);
    ASSERT_EQ(9u, *inflater.Inflate(out));
    EXPECT_EQ(!zipped, inflater.is_plain());
  }
}

TEST(Inflater, AnyBytesAtAllEndInTextOrDamage) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string object = round % 2 == 0 ? Gzip("") : Zstd("");
    object.resize(std::min<size_t>(object.size(), round % 2 == 0 ? 10 : 6));
    for (size_t i = random() % 200; i > 0; --i) object += static_cast<char>(random());
    const Inflated inflated = Inflate(object, random() % 50 + 1);
    ASSERT_TRUE(inflated.status.ok() || inflated.status.code() == WEIR_E_SPLIT);
  }
}

}  // namespace
}  // namespace weir::frame
