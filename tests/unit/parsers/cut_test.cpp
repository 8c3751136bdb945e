#include "cut.hpp"

#include <gtest/gtest.h>

#include <random>

#include "weir/builders.hpp"

namespace weir::parsers::test {
namespace {

// What Cutter is to find, said in the plainest way.
struct Naive {
  std::vector<std::pair<uint32_t, uint32_t>> fields;  // begin and end in the record
  bool broken = false;

  Naive(std::string_view record, Quoting quoting) {
    if (record.empty()) return;
    bool inside = false;
    uint32_t begin = 0, i = 0;
    for (; i < record.size(); ++i) {
      const char c = record[i];
      if (quoting == Quoting::Doubled && inside && c == '"' && i + 1 < record.size() && record[i + 1] == '"') {
        ++i;
      } else if (quoting == Quoting::Double && c == '\\' && i + 1 < record.size() && (record[i + 1] == '"' || record[i + 1] == '\\')) {
        ++i;
      } else if (quoting != Quoting::None && c == '"') {
        if (!inside && i != begin) broken = true;
        if (inside && i + 1 < record.size() && record[i + 1] != ' ') broken = true;
        inside = !inside;
      } else if (c == ' ' && !inside) {
        fields.emplace_back(begin, i);
        begin = i + 1;
      }
    }
    broken |= inside;
    if (begin < record.size() || inside || quoting == Quoting::Doubled) fields.emplace_back(begin, static_cast<uint32_t>(record.size()));
  }
};

void ExpectSame(const std::string& record, Quoting quoting, uint32_t known) {
  const Table table{.record = "a record", .columns = {}, .fields = known, .least_fields = 1, .quoting = quoting};
  const Naive naive(record, quoting);
  Cutter cutter(table);
  // Something else stands before and behind it.
  std::string text = "x\"y " + record + "\" \\\" " + std::string(64, '"');
  const uint32_t start = 4, length = static_cast<uint32_t>(record.size());
  cutter.Cut({.base = text.data(), .rows = 1, .start = &start, .length = &length});

  ASSERT_EQ(cutter.is_broken(0), naive.broken) << record;
  if (naive.broken) return;
  ASSERT_EQ(cutter.count(0), naive.fields.size()) << record;
  for (uint32_t field = 1; field <= known; ++field) {
    const uint32_t begin = *cutter.after(field) + 1, end = *cutter.before(field);
    if (field > naive.fields.size()) {
      ASSERT_EQ(end + 1, begin) << "field " << field << " of " << record;
      continue;
    }
    ASSERT_EQ(begin - start, naive.fields[field - 1].first) << "field " << field << " of " << record;
    ASSERT_EQ(end - start, naive.fields[field - 1].second) << "field " << field << " of " << record;
  }
}

TEST(Cut, FindsWhatAPlainLoopFinds) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 50'000; ++i) {
    std::string record(random() % 200, 'a');
    const char* alphabet = random() % 2 == 0 ? "aaaaa \"\\" : "aaaaaaaaaaaa  \"";
    const size_t letters = std::strlen(alphabet);
    for (char& c : record) c = alphabet[random() % letters];
    constexpr Quoting kAll[] = {Quoting::None, Quoting::Double, Quoting::Double, Quoting::Doubled};
    ExpectSame(record, kAll[random() % 4], 1 + random() % 40);
    if (HasFatalFailure()) return;
  }
}

TEST(Cut, FindsTheFieldsOfRecordsWithDoubledQuotes) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 20'000; ++i) {
    std::string record;
    for (size_t fields = 1 + random() % 20; fields > 0; --fields) {
      const bool quoted = random() % 2 == 0;
      std::string text;
      for (size_t c = random() % 30; c > 0; --c)
        text += std::vector<std::string>{"c", "d", "\"\"", "\\", " \n"}[random() % (quoted ? 5 : 2)];
      record += quoted ? '"' + text + '"' : text;
      if (fields > 1) record += ' ';
    }
    ASSERT_FALSE(Naive(record, Quoting::Doubled).broken) << record;
    ExpectSame(record, Quoting::Doubled, 34);
    if (HasFatalFailure()) return;
  }
}

TEST(Cut, FindsTheFieldsOfWellFormedRecords) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 20'000; ++i) {
    std::string record;
    for (size_t fields = random() % 40; fields > 0; --fields) {
      const size_t length = random() % 30;
      if (random() % 2 == 0)
        record += std::string(length, 'b');
      else {
        record += '"';
        for (size_t c = 0; c < length; ++c) record += std::vector<std::string>{"c", " ", "\\\"", "\\\\", "\\x"}[random() % 5];
        record += '"';
      }
      if (fields > 1) record += ' ';
    }
    ExpectSame(record, Quoting::Double, 34);
    if (HasFatalFailure()) return;
  }
}

TEST(Cut, ARecordOfNothingButSeparatorsIsCounted) {
  ExpectSame(std::string(100'000, ' '), Quoting::Double, 34);
  ExpectSame(std::string(63, ' '), Quoting::Double, 64);
}

}  // namespace
}  // namespace weir::parsers::test
