#include "graph/content.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>
#include <zlib.h>

#include <random>

#include "frame/json_values.hpp"
#include "frame/lines.hpp"
#include "frame/octet_counted.hpp"
#include "frame/quoted_lines.hpp"
#include "frame/records.hpp"
#include "weir/builders.hpp"

namespace weir::graph {
namespace {

std::string Gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
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

// Lines of all lengths, some of them empty, with and without a newline at the end.
std::string Lines(size_t bytes, uint32_t seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes) {
    const size_t length = random() % 100 == 0 ? random() % 50'000 : random() % 200;
    for (size_t i = 0; i < length; ++i) text += static_cast<char>('a' + random() % 26);
    text += '\n';
  }
  return text;
}

struct Record {
  uint64_t offset;
  std::string text;
  bool operator==(const Record&) const = default;
};
struct Read {
  std::vector<Record> records, rejected;
  std::vector<std::string> reasons;
  Status status;
  uint64_t end = 0;
};

// Reads an object from `from` on, in chunks of so many bytes; `broken`: the source fails at its end.
Read ReadAll(const std::string& object, size_t chunk, frame::Limits limits = {}, uint64_t from = 0, bool plain = false, uint64_t skip = 0,
             bool broken = false, Credits* credits = nullptr, const frame::Framing& framing = frame::Lines()) {
  Credits enough(uint64_t{1} << 30, 1, 0);
  if (credits == nullptr) credits = &enough;
  size_t at = from;
  Content content(
      limits, framing, {from, plain},
      [&]() -> Result<std::optional<Buffer>> {
        if (at >= object.size() && broken) return Status::Split("connection reset");
        if (at >= object.size()) return std::optional<Buffer>();
        const size_t n = std::min(chunk, object.size() - at);
        Buffer buffer = Buffer::Allocate(n);
        std::memcpy(buffer.mutable_data<char>(), object.data() + at, n);
        at += n;
        return std::optional(std::move(buffer));
      },
      [&](uint64_t bytes) { return credits->Take(0, bytes); });
  Read read;
  read.status = content.Skip(skip);
  while (read.status.ok()) {
    Result<std::optional<Piece>> piece = content.Next();
    if (!piece.ok()) read.status = piece.status();
    if (!piece.ok() || !*piece) break;
    if (!(*piece)->rejected.empty()) {
      read.rejected.push_back({(*piece)->offset, std::string((*piece)->text.as<char>(), (*piece)->text.bytes)});
      read.reasons.push_back((*piece)->rejected);
      continue;
    }
    const frame::Records records = frame::RecordsOf((*piece)->text, (*piece)->records, (*piece)->offset);
    const Array text(records.text), offset(records.offset);
    for (int64_t row = 0; row < records.rows; ++row)
      read.records.push_back({static_cast<uint64_t>(Values<int64_t>(*offset.get())[row]), std::string(TextViews(*text.get())[row])});
  }
  read.end = content.offset();
  return read;
}

std::vector<Record> Expected(const std::string& text) {
  std::vector<Record> records;
  for (size_t at = 0; at < text.size();) {
    const size_t newline = std::min(text.find('\n', at), text.size());
    records.push_back({at, text.substr(at, newline - at)});
    at = newline + 1;
  }
  return records;
}

TEST(Content, AnyChunksGiveTheSameRecordsAtTheSameOffsets) {
  const std::string text = Lines(3'000'000, 1);
  const std::string zipped = Gzip(text);
  for (const size_t chunk : {size_t{997}, size_t{65'536}, size_t{1} << 20, text.size()}) {
    EXPECT_TRUE(Expected(text) == ReadAll(text, chunk).records) << chunk;
    EXPECT_TRUE(Expected(text) == ReadAll(zipped, chunk).records) << chunk;
  }
}

TEST(Content, ChunksOfOneByteGiveTheSameRecords) {
  const std::string text = Lines(20'000, 2);
  EXPECT_TRUE(Expected(text) == ReadAll(text, 1).records);
  EXPECT_TRUE(Expected(text) == ReadAll(Gzip(text), 1).records);
}

TEST(Content, ALastRecordWithoutNewlineIsARecord) {
  const Read read = ReadAll("one\ntwo", 3);
  EXPECT_EQ((std::vector<Record>{{0, "one"}, {4, "two"}}), read.records);
  EXPECT_EQ(7u, read.end);
}

TEST(Content, NothingGivesNothing) {
  const Read read = ReadAll("", 10);
  EXPECT_TRUE(read.records.empty());
  EXPECT_TRUE(read.status.ok());
}

// Whatever the length of a line near the size of a buffer, and of the line behind it, both come whole.
TEST(Content, LinesAboutAsLongAsABufferComeWhole) {
  constexpr size_t kBuffer = 1 << 20;
  for (const size_t first : {kBuffer - 1, kBuffer, kBuffer + 1, 2 * kBuffer - 1, 2 * kBuffer + 1, 3 * kBuffer})
    for (const size_t second : {size_t{1}, kBuffer - 1, kBuffer, 2 * kBuffer, 3 * kBuffer}) {
      const std::string text = std::string(first, 'a') + '\n' + std::string(second, 'b') + "\nc\n";
      const Read read = ReadAll(text, 100'000);
      EXPECT_TRUE(Expected(text) == read.records) << first << ' ' << second;
    }
}

TEST(Content, ARecordOverTheCapIsRejectedOnceWithItsHeadAndTheNextIsWhole) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  const std::string text = "before\n" + std::string(5u << 20, 'x') + "\nafter\n";
  for (const size_t chunk : {size_t{4096}, size_t{1} << 20, text.size()}) {
    const Read read = ReadAll(text, chunk, limits);
    ASSERT_EQ(1u, read.rejected.size());
    EXPECT_EQ(7u, read.rejected[0].offset);
    EXPECT_EQ(std::string(64u << 10, 'x'), read.rejected[0].text);
    EXPECT_EQ("the record is longer than 2097152 bytes; its first 65536 are kept", read.reasons[0]);
    EXPECT_EQ((std::vector<Record>{{0, "before"}, {7 + (5u << 20) + 1, "after"}}), read.records);
    EXPECT_TRUE(read.status.ok());
    EXPECT_EQ(text.size(), read.end);
  }
}

TEST(Content, ARecordOverTheCapAtTheEndIsRejectedOnce) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  const std::string text = "before\n" + std::string(5u << 20, 'x');
  const Read read = ReadAll(text, 65'536, limits);
  EXPECT_EQ(1u, read.rejected.size());
  EXPECT_EQ((std::vector<Record>{{0, "before"}}), read.records);
  EXPECT_EQ(text.size(), read.end);
}

TEST(Content, TwoRecordsOverTheCapAreTwoRejected) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  const std::string text = std::string(5u << 20, 'x') + '\n' + std::string(3u << 20, 'y') + "\nend\n";
  const Read read = ReadAll(text, 65'536, limits);
  ASSERT_EQ(2u, read.rejected.size());
  EXPECT_EQ((5u << 20) + 1, read.rejected[1].offset);
  EXPECT_EQ((std::vector<Record>{{(8u << 20) + 2, "end"}}), read.records);
}

TEST(Content, ResumesPlainTextAtAnyRecord) {
  const std::string text = Lines(5'000, 3);
  const std::vector<Record> all = Expected(text);
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_TRUE(std::vector<Record>(all.begin() + static_cast<ptrdiff_t>(i), all.end()) ==
                ReadAll(text, 777, {}, all[i].offset, true).records)
        << i;
}

// What follows the place to resume at must not be taken for the magic of a compressed object.
TEST(Content, ResumesPlainTextThatLooksCompressedThere) {
  const std::string text = "plain\n\x1f\x8b is no gzip here\n";
  EXPECT_EQ((std::vector<Record>{{6, "\x1f\x8b is no gzip here"}}), ReadAll(text, 100, {}, 6, true).records);
}

TEST(Content, ResumesGzipAtAnyRecord) {
  const std::string text = Lines(5'000, 4), zipped = Gzip(text);
  const std::vector<Record> all = Expected(text);
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_TRUE(std::vector<Record>(all.begin() + static_cast<ptrdiff_t>(i), all.end()) ==
                ReadAll(zipped, 777, {}, 0, false, all[i].offset).records)
        << i;
}

TEST(Content, AnObjectThatIsShorterThanItWasIsDamaged) {
  const Read read = ReadAll(Gzip("one\ntwo\n"), 100, {}, 0, false, 100);
  EXPECT_EQ(WEIR_E_SPLIT, read.status.code());
  EXPECT_EQ("ends at byte 8, but was read up to byte 100 before", read.status.message());
}

TEST(Content, DamageComesAfterTheGoodRecordsAndTheRestOfOneIsRejected) {
  const Read read = ReadAll("one\ntwo\nthr", 4, {}, 0, false, 0, true);
  EXPECT_EQ((std::vector<Record>{{0, "one"}, {4, "two"}}), read.records);
  EXPECT_EQ((std::vector<Record>{{8, "thr"}}), read.rejected);
  EXPECT_EQ("cut off where the object is damaged: connection reset", read.reasons[0]);
  EXPECT_EQ(WEIR_E_SPLIT, read.status.code());
  EXPECT_EQ("connection reset", read.status.message());
}

TEST(Content, DamageBehindAWholeRecordRejectsNothing) {
  const Read read = ReadAll("one\ntwo\n", 3, {}, 0, false, 0, true);
  EXPECT_EQ(2u, read.records.size());
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(WEIR_E_SPLIT, read.status.code());
}

TEST(Content, DamageInsideARecordOverTheCapRejectsItOnce) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  const Read read = ReadAll("a\n" + std::string(3u << 20, 'x'), 65'536, limits, 0, false, 0, true);
  EXPECT_EQ(1u, read.rejected.size());
  EXPECT_EQ(1u, read.records.size());
  EXPECT_EQ(WEIR_E_SPLIT, read.status.code());
}

// Wherever a gzip is cut off: the records that come are the first of the whole, at their offsets, and the end is told.
TEST(Content, AGzipCutOffAnywhereGivesItsFirstRecords) {
  const std::string text = Lines(1'000, 5), zipped = Gzip(text);
  const std::vector<Record> all = Expected(text);
  for (size_t cut = 4; cut < zipped.size(); ++cut) {
    const Read read = ReadAll(zipped.substr(0, cut), 100);
    ASSERT_EQ(WEIR_E_SPLIT, read.status.code()) << cut;
    ASSERT_LE(read.records.size(), all.size());
    ASSERT_TRUE(std::equal(read.records.begin(), read.records.end(), all.begin())) << cut;
    ASSERT_LE(read.rejected.size(), 1u);
    for (const Record& rest : read.rejected) ASSERT_TRUE(all[read.records.size()].text.starts_with(rest.text)) << cut;
  }
}

// Records of several lines, each begun by a line that starts with a digit.
frame::Lines Multiline() { return frame::Lines(std::make_shared<const re2::RE2>("^[0-9]")); }

TEST(Content, AnyChunksGiveTheSameRecordsOfSeveralLines) {
  std::string text;
  std::vector<Record> expected;
  std::mt19937 random(8);
  for (int record = 0; text.size() < 2'500'000; ++record) {
    std::string lines = std::to_string(record) + " error";
    for (size_t i = random() % 4; i > 0; --i) lines += "\n  at line " + std::string(random() % 3000, 'x');
    expected.push_back({text.size(), lines});
    text += lines + '\n';
  }
  for (const size_t chunk : {size_t{997}, size_t{1} << 20, text.size()})
    EXPECT_TRUE(expected == ReadAll(text, chunk, {}, 0, false, 0, false, nullptr, Multiline()).records) << chunk;
}

TEST(Content, ARecordOfManyLinesOverTheCapIsRejectedOnceAndTheNextIsWhole) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  std::string text = "1 before\n2 long\n";
  while (text.size() < 5u << 20) text += "  one of its many lines\n";
  const size_t next = text.size();
  text += "3 after\n  and more\n";
  for (const size_t chunk : {size_t{4096}, size_t{1} << 20, text.size()}) {
    const Read read = ReadAll(text, chunk, limits, 0, false, 0, false, nullptr, Multiline());
    EXPECT_EQ((std::vector<Record>{{0, "1 before"}, {next, "3 after\n  and more"}}), read.records) << chunk;
    EXPECT_EQ(1u, read.rejected.size());
    EXPECT_EQ(text.size(), read.end);
  }
}

// The line behind the long record begins in the part that is passed over, and ends behind it.
TEST(Content, ARecordThatBeginsWhereALongOneIsGivenUpIsNotLost) {
  frame::Limits limits;
  limits.record_bytes = 2u << 20;
  for (size_t cut = 0; cut < 8; ++cut) {
    std::string text = "1 long\n  " + std::string(limits.record_bytes - 10 - cut, 'x');
    const size_t next = text.size() + 1;
    text += "\n2 after\n3 last\n";
    const Read read = ReadAll(text, 65536, limits, 0, false, 0, false, nullptr, Multiline());
    EXPECT_EQ((std::vector<Record>{{next, "2 after"}, {next + 8, "3 last"}}), read.records) << cut;
    EXPECT_EQ(1u, read.rejected.size()) << cut;
  }
}

// The framings themselves are tested for any sight; here they get buffers, chunks, and a place to go on at.
struct Framed {
  const char* name;
  const frame::Framing* framing;
  std::string text;
};
void PrintTo(const Framed& framed, std::ostream* out) { *out << framed.name; }

std::vector<Framed> AllFramed() {
  static const frame::QuotedLines quoted;
  static const frame::OctetCounted counted;
  static const frame::JsonValues values, within("Records");
  std::mt19937 random(9);
  std::string csv, syslog, json, documents;
  for (int i = 0; csv.size() < 2'500'000; ++i) {
    const std::string text(random() % 100 == 0 ? random() % 20'000 : random() % 300, 'x');
    csv += std::to_string(i) + ",\"" + text + "\n,\"\"\"\n";
    const std::string message = "<1>" + text + "\n";
    syslog += std::to_string(message.size()) + ' ' + message;
    json += "{\"a\": \"}" + text + "\\\"\", \"b\": [{}," + (i % 2 == 0 ? "\n" : "") + " {}]}" + (i % 3 == 0 ? "\n" : "");
    documents +=
        (i % 50 == 0 ? std::string(i > 0 ? "], \"n\": {}}\n" : "") + "{\"v\": [1], \"Records\": [" : ", ") + "{\"a\": \"" + text + "\"}";
  }
  return {{"QuotedLines", &quoted, csv},
          {"OctetCounted", &counted, syslog},
          {"JsonValues", &values, json},
          {"JsonWithin", &within, documents + "]}"}};
}

class ContentOf : public testing::TestWithParam<Framed> {};
INSTANTIATE_TEST_SUITE_P(All, ContentOf, testing::ValuesIn(AllFramed()), [](const auto& info) { return info.param.name; });

TEST_P(ContentOf, AnyChunksGiveTheSameRecords) {
  const auto& [name, framing, text] = GetParam();
  const Read whole = ReadAll(text, text.size(), {}, 0, false, 0, false, nullptr, *framing);
  EXPECT_LT(1000u, whole.records.size());
  EXPECT_TRUE(whole.rejected.empty()) << whole.reasons[0];
  EXPECT_EQ(text.size(), whole.end);
  for (const Record& record : whole.records) ASSERT_EQ(text.substr(record.offset, record.text.size()), record.text);
  const std::string zipped = Gzip(text);
  for (const size_t chunk : {size_t{997}, size_t{1} << 20}) {
    EXPECT_TRUE(whole.records == ReadAll(text, chunk, {}, 0, false, 0, false, nullptr, *framing).records) << chunk;
    EXPECT_TRUE(whole.records == ReadAll(zipped, chunk, {}, 0, false, 0, false, nullptr, *framing).records) << chunk;
  }
}

TEST_P(ContentOf, WhatIsCutOffIsRejectedAndBoundInMemory) {
  const auto& [name, framing, text] = GetParam();
  frame::Limits limits;
  limits.record_bytes = 1u << 20;
  Credits credits(limits.record_bytes, 1, 0);  // more than one buffer would wait for ever
  const std::string rest = name == std::string("OctetCounted") ? "9000 x" : "{\"Records\":[\"" + std::string(5u << 20, 'y');
  const Read read = ReadAll(text + rest, 65'536, limits, 0, false, 0, false, &credits, *framing);
  const Read whole = ReadAll(text, 65'536, limits, 0, false, 0, false, nullptr, *framing);
  EXPECT_TRUE(whole.records == read.records);
  ASSERT_EQ(1u, read.rejected.size());
  EXPECT_TRUE(rest.find(read.rejected[0].text) != std::string::npos);
  EXPECT_EQ(text.size() + rest.size(), read.end);
  EXPECT_EQ(0u, credits.used());
}

TEST(Content, GivesItsCreditsBackWithTheText) {
  Credits credits(64u << 20, 1, 0);
  ReadAll(Lines(3'000'000, 6), 65'536, {}, 0, false, 0, false, &credits);
  EXPECT_EQ(0u, credits.used());
}

TEST(Content, EndsWhenTheCreditsAreStopped) {
  Credits credits(64u << 20, 1, 0);
  credits.Stop();
  EXPECT_EQ(WEIR_E_CANCELLED, ReadAll("one\n", 10, {}, 0, false, 0, false, &credits).status.code());
}

TEST(Content, PassesOnAnErrorOfTheSourceThatIsNoDamage) {
  Credits credits(64u << 20, 1, 0);
  const frame::Lines lines;
  Content content(
      {}, lines, {}, []() -> Result<std::optional<Buffer>> { return Status::Denied("403"); },
      [&](uint64_t bytes) { return credits.Take(0, bytes); });
  const auto piece = content.Next();
  ASSERT_FALSE(piece.ok());
  EXPECT_EQ(WEIR_E_DENIED, piece.status().code());
}

TEST(Content, AnObjectThatIsSlowToBeginTakesNoRoom) {
  Credits credits(uint64_t{1} << 30, 1, 0);
  const frame::Lines lines;
  bool has_room = false;
  int polls = 0;
  Content content(
      {}, lines, {},
      [&]() -> Result<std::optional<Buffer>> {
        if (++polls > 1) return std::optional<Buffer>();
        EXPECT_FALSE(has_room);
        Buffer buffer = Buffer::Allocate(4);
        std::memcpy(buffer.mutable_data<char>(), "one\n", 4);
        return std::optional(std::move(buffer));
      },
      [&](uint64_t bytes) {
        has_room = true;
        return credits.Take(0, bytes);
      });
  const auto piece = content.Next();
  ASSERT_TRUE(piece.ok() && *piece);
  EXPECT_EQ(std::string_view((*piece)->text.as<char>(), (*piece)->text.bytes), "one\n");
}

}  // namespace
}  // namespace weir::graph
