// Templates of names: which are taken, what they make, and whether each file gets a name of its own that tells who gave it.
#include "text/name_template.hpp"

#include <gtest/gtest.h>
#include <limits.h>

#include <map>
#include <random>
#include <set>

#include "store/place.hpp"

namespace weir::text {
namespace {

const Namer kUs{"out", "0123abcd-0000-4000-8000-000000000000"};
const Namer kThem{"out", "deadbeef-0000-4000-8000-000000000000"};

NameTemplate Parsed(std::string_view name) {
  auto parsed = NameTemplate::Parse(name);
  EXPECT_TRUE(parsed.ok()) << name << ": " << parsed.status().message();
  return parsed.ok() ? std::move(*parsed) : NameTemplate{};
}

TEST(NameTemplate, MakesNamesOfItsFields) {
  struct {
    const char *name, *made, *suffix;
  } const cases[] = {
      {"{node}-{state}-{epoch}-{lane}-{n}", "out-0123abcd-12-3-45", ""},
      {"{random}_{sequence}.log", "09340b6eb810c517_0000000012-0003-00000045", ".log"},
      {"app {sequence} of {random}.json.gz", "app 0000000012-0003-00000045 of 09340b6eb810c517", ".json.gz"},
      {"{{x}}{state}.{node}.{sequence}", "{x}0123abcd.out.0000000012-0003-00000045", ""},
      {"{random}.{n}.{epoch}.{lane}.v1.2", "09340b6eb810c517.45.12.3.v1", ".2"},
      {"{random}_{sequence}.", "09340b6eb810c517_0000000012-0003-00000045.", ""},
  };
  for (const auto& one : cases) {
    const NameTemplate name = Parsed(one.name);
    EXPECT_EQ(one.made, name.Render(kUs, {12, 3, 45})) << one.name;
    EXPECT_EQ(one.suffix, name.suffix) << one.name;
  }
}

TEST(NameTemplate, RefusesWhatCanNotNameFiles) {
  const std::string long_text(120, 'x');
  const std::pair<std::string, const char*> cases[] = {
      {"", "would give a name twice"},
      {"out.log", "would give a name twice"},
      {"{random}.log", "would give a name twice"},
      {"{random}_{epoch}-{lane}", "would give a name twice"},
      {"{node}-{state}-{n}", "would give a name twice"},
      {"{sequence}", "two sinks"},
      {"{sequence}.log", "two sinks"},
      {"{state}-{sequence}", "two sinks"},
      {"{node}-{sequence}", "two sinks"},
      {"{random}{sequence}", "run together"},
      {"{random}_{epoch}{lane}-{n}", "run together"},
      {"{random}_{epoch}0{lane}-{n}", "run together"},
      {"{random}_{epoch}x{lane}-{n}", "run together"},
      {"{random}_{sequence}_{random}", "twice"},
      {"{random}/{sequence}", "no `/`"},
      {"../{random}_{sequence}", "no `/`"},
      {std::string("{random}\0{sequence}", 19), "no `/`"},
      {"{random}_{sequence}_{region}", "no field of a name"},
      {"{random}_{sequence}_{time:%Y}", "no field of a name"},
      {"{Random}_{sequence}", "no field of a name"},
      {"{random}_{sequence", "without a `}`"},
      {"{random}_{sequence}}", "without a `{`"},
      {"{random}_{}{sequence}", "names nothing"},
      {"{random}_{a{b}{sequence}", "inside of"},
      {long_text + "{random}_{sequence}-" + long_text, "make it shorter"},
  };
  for (const auto& [name, message] : cases) {
    const auto parsed = NameTemplate::Parse(name);
    EXPECT_EQ(WEIR_E_CONFIG, parsed.status().code()) << name;
    EXPECT_NE(std::string::npos, parsed.status().message().find(message)) << name << ": " << parsed.status().message();
  }
}

TEST(NameTemplate, SequencesSortAsTheyWereWritten) {
  const NameTemplate name = Parsed("{random}_{sequence}");
  std::string last;
  for (const uint64_t epoch : {1ull, 2ull, 9ull, 10ull, 99'999ull, 100'000ull, 9'999'999'999ull})
    for (const uint32_t lane : {0u, 9u, 10u, 1000u, 9999u})
      for (const uint64_t n : {0ull, 9ull, 10ull, 999ull, 1000ull, 99'999'999ull}) {
        const std::string sequence = name.Render(kUs, {epoch, lane, n}).substr(17);
        EXPECT_LT(last, sequence);
        EXPECT_TRUE(last.empty() || last.size() == sequence.size());
        last = sequence;
      }
}

// Sinks of one state, of others, and all of their files: no name is another's.
TEST(NameTemplate, NamesAreUniqueAndTellWhoGaveThem) {
  const char* templates[] = {"{node}-{state}-{epoch}-{lane}-{n}", "{random}_{sequence}.log",   "{epoch}-{node}-{lane}.{state}.{n}",
                             "{lane}1-1{n}_{epoch}-{random}",     "{state}-{sequence}-{node}", "{n}-{sequence} {random}"};
  for (const char* text : templates) {
    const NameTemplate name = Parsed(text);
    std::set<std::string> names;
    size_t count = 0;
    for (const char* node : {"1", "11", "1-1", "1-1-1", "1-0123abcd", "a/b", "0123abcd-1-1-1-1"})
      for (const std::string& state : {kUs.state_id, kThem.state_id, std::string("11111111-1-1-1-1")}) {
        const Namer namer{node, state};
        const auto ours = name.ReaderOf(namer, false), theirs = name.ReaderOf({node, "99999999-0000"}, false);
        for (const uint64_t epoch : {1, 2, 11, 111})
          for (const uint32_t lane : {0, 1, 11, 111})
            for (const uint64_t n : {0, 1, 11, 111}) {
              const std::string made = name.Render(namer, {epoch, lane, n});
              names.insert(made);
              ++count;
              const auto by_us = ours(made + ".log"), by_them = theirs(made + ".log.gz");
              ASSERT_TRUE(by_us && by_us->is_ours && by_us->epoch == epoch) << made;
              ASSERT_TRUE(by_them && !by_them->is_ours && by_them->epoch == epoch) << made;
            }
      }
    EXPECT_EQ(count, names.size()) << text;
  }
}

TEST(NameTemplate, RandomSpreadsOverItsFirstDigits) {
  const NameTemplate name = Parsed("{random}_{sequence}");
  std::map<std::string, int> by_digits;
  for (uint64_t n = 0; n < 16'000; ++n) ++by_digits[name.Render(kUs, {7, 0, n}).substr(0, 2)];
  EXPECT_EQ(256u, by_digits.size());
  for (const auto& [digits, count] : by_digits) EXPECT_GT(125, count) << digits;  // 62 each, were they even
}

// What is no name of the template is nobody's: files of other tools, names cut short, numbers that are none.
TEST(NameTemplate, OtherNamesAreNotRead) {
  const auto reader = Parsed("{random}_{sequence}.log").ReaderOf(kUs, false);
  for (const char* name : {"5c99_12.log", "09340b6eb810c517_12.log", "x09340b6eb810c517_0000000012-0003-00000045.log",
                           "x-09340b6eb810c517_0000000012-0003-00000045.log", "09340b6eb810c517_0000000012-0003-00000045",
                           "09340b6eb810c517_0000000012-0003-0000045.log", "09340b6eb810c517_99999999999999999999999-0003-00000045.log",
                           "09340B6EB810C517_0000000012-0003-00000045.log", "", ".", "\xff\xfe_0000000012-0003-00000045.log"})
    EXPECT_FALSE(reader(name)) << name;
  const auto changed = reader("09340b6eb810c517_0000000013-0003-00000045.log");
  EXPECT_TRUE(changed && !changed->is_ours) << "the hash of another file";
}

TEST(NameTemplate, NamesOfTheDefaultMayHaveSomethingBefore) {
  const auto reader = Parsed(NameTemplate::kDefault).ReaderOf(kUs, true);
  for (const char* name :
       {"out-deadbeef-4-0-0.jsonl", "2024-02-01-out-deadbeef-4-0-0.log", "out-out-deadbeef-4-0-0.jsonl.gz", "\xff-out-deadbeef-4-0-0.x"}) {
    const auto writer = reader(name);
    EXPECT_TRUE(writer && !writer->is_ours && writer->epoch == 4) << name;
  }
  for (const char* name : {"in-deadbeef-4-0-0.jsonl", "xout-deadbeef-4-0-0.jsonl", "out-deadbeef-4-0.jsonl"})
    EXPECT_FALSE(reader(name)) << name;
}

// Whatever is written between braces and outside of them: what is taken makes names of one part that a file system takes.
TEST(NameTemplate, WhatIsTakenMakesNamesThatAreSafe) {
  const char* const words[] = {"{node}", "{state}", "{epoch}", "{lane}", "{n}", "{random}", "{sequence}", "-", "_", ".",
                               "..",     "/",       "{",       "}",      "1",   ".log",     ".gz",        "x", " ", "{{"};
  const Namer far{std::string(300, '/'), kUs.state_id};
  std::mt19937 random(4);
  int taken = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string text;
    for (size_t length = random() % 12; length > 0; --length) text += words[random() % std::size(words)];
    if (i % 100 == 0) text += std::string(random() % 250, 'y');
    const auto parsed = NameTemplate::Parse(text);
    if (!parsed.ok()) continue;
    ++taken;
    const FilePlace last{UINT64_MAX, UINT32_MAX, UINT64_MAX};
    const std::string name = parsed->Render(far, last) + parsed->suffix + ".jsonl.zst";
    ASSERT_LE(name.size(), static_cast<size_t>(NAME_MAX)) << text;
    ASSERT_TRUE(store::IsName(parsed->Render(far, last))) << text;
    ASSERT_NE(store::kStaging, parsed->Render(far, last)) << text;
    ASSERT_NE(parsed->Render(far, {1, 0, 0}), parsed->Render(far, {1, 0, 1})) << text;
    const auto writer = parsed->ReaderOf(far, false)(name);
    ASSERT_TRUE(writer && writer->is_ours && writer->epoch == last.epoch) << text;
  }
  EXPECT_LT(100, taken);
}

}  // namespace
}  // namespace weir::text
