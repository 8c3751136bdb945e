#include "frame/json_values.hpp"

#include <gtest/gtest.h>

#include <random>

#include "cuts.hpp"

namespace weir::frame {
namespace {

using Strings = std::vector<std::string>;

Cuts CutText(std::string_view text, const Limits& limits = {}) { return CutAll(JsonValues(), text, limits); }
Cuts CutWithin(std::string_view text, const Limits& limits = {}) { return CutAll(JsonValues("Records"), text, limits); }

TEST(JsonValues, OneToALineOrOverManyOrWithNothingBetween) {
  EXPECT_EQ((Cuts{{0, "{\"a\":1}"}, {8, "{\n  \"b\": [1, 2]\n}"}, {27, "{}"}, {29, "[{}]"}, {33, "\"x\""}}),
            CutText("{\"a\":1}\n{\n  \"b\": [1, 2]\n}\r\n{}[{}]\"x\"\n"));
}

TEST(JsonValues, BracketsAndQuotesInStringsAreText) {
  EXPECT_EQ((Strings{R"({"a":"}{\"]"})", R"({"b":"\\"})", R"({"c":"\\\"}"})"}), Texts(CutText(R"({"a":"}{\"]"}{"b":"\\"}{"c":"\\\"}"})")));
}

TEST(JsonValues, NumbersAndWordsAreValues) {
  EXPECT_EQ((Strings{"1", "-2.5e+3", "true", "false", "null", "{}"}), Texts(CutText("1 -2.5e+3\ntrue\nfalse null{}")));
  EXPECT_TRUE(Read(JsonValues(), "12", 2, 1).stops.back().place.unended) << "it may be 123 later";
  EXPECT_FALSE(Read(JsonValues(), "{}", 2, 1).stops.back().place.unended);
}

TEST(JsonValues, ARecordSeparatorAndAByteOrderMarkAreNothing) {
  EXPECT_EQ((Strings{"{}", "1", "2"}), Texts(CutText("\xef\xbb\xbf{}\n\x1e"
                                                     "1\n\x1e"
                                                     "2\n")));
}

TEST(JsonValues, WhatIsNoneIsRejectedUpToItsNewline) {
  EXPECT_EQ((Cuts{{0, "1"},
                  {2, "plain text {}", "no JSON value begins at byte 2"},
                  {16, "{}"},
                  {19, "}, x", "no JSON value begins at byte 19"},
                  {24, "2"}}),
            CutText("1\nplain text {}\n{}\n}, x\n2"));
  EXPECT_EQ((Strings{"rejected trues", "rejected 1a", "rejected tru"}), Texts(CutText("trues\n1a\ntru")));
}

TEST(JsonValues, TheLastIsRejectedWhenItIsUnfinished) {
  EXPECT_EQ((Cuts{{0, "{}"}, {3, "{\"a\": [1", "the content ends inside a record, at byte 11"}}), CutText("{}\n{\"a\": [1"));
  EXPECT_EQ((Strings{"rejected {\"a\\"}), Texts(CutText("{\"a\\")));
}

// Where the run before stopped inside a value, the next one passes over the rest of it, and no more.
TEST(JsonValues, GoOnBehindAValueThatGrew) {
  const std::string text = "{\"a\": [\"\\\\\\\"]}\", {}], \"b\": 1} {\"c\":2}";
  for (size_t end = 1; end < text.size() - 8; ++end) {
    const Reading reading = Read(JsonValues(), text.substr(0, end), end, 1);
    ASSERT_EQ(1u, reading.stops.size());
    ASSERT_TRUE(reading.stops[0].place.unended);
    ASSERT_EQ((Strings{"{\"c\":2}"}), Texts(Read(JsonValues(), text, 0, 1, {}, reading.stops[0]).cuts)) << end;
  }
}

// A line that was cut off inside a string does not take the lines behind it along.
TEST(JsonValues, AStringThatIsNotClosedInItsLineEndsTheRecord) {
  EXPECT_EQ((Cuts{{0, "{\"a\":\"b", "a string has a newline in it, at byte 7: the record was cut off"}, {8, "{\"c\":\"d\"}"}}),
            CutText("{\"a\":\"b\n{\"c\":\"d\"}\n"));
}

TEST(JsonValues, OneThatIsTooLongIsPassedOverToItsEnd) {
  const std::string text = "1 {\"a\":[" + std::string(200, '1') + "\n ]}{\"b\":2}";
  const Cuts cuts = CutText(text, SmallLimits(128));
  EXPECT_EQ(
      (Cuts{
          {0, "1"}, {2, text.substr(2, 32), "the record is longer than 128 bytes; its first 32 are kept"}, {text.size() - 7, "{\"b\":2}"}}),
      cuts);
}

// A bracket that is never closed would take all that is behind it along.
TEST(JsonValues, ALineThatLacksItsBracketTakesALimitedShareOfThoseBehindIt) {
  std::string text = "{\"a\":1\n";
  while (text.size() < 300) text += "{\"b\":2}\n";
  const Cuts cuts = CutText(text, SmallLimits(128));
  ASSERT_LT(30u, cuts.size());
  for (size_t i = 1; i < cuts.size(); ++i) EXPECT_EQ("{\"b\":2}", cuts[i].text);
}

TEST(JsonValues, DepthCostsNothing) {
  const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
  EXPECT_EQ((Strings{deep, "{}"}), Texts(CutText(deep + "{}")));
}

TEST(JsonWithin, EachElementOfTheArrayIsARecord) {
  EXPECT_EQ((Cuts{{12, "{\"a\":1}"}, {20, "{\"b\":[]}"}, {30, "3"}, {33, "\"x\""}}),
            CutWithin("{\"Records\":[{\"a\":1},{\"b\":[]}, 3 ,\"x\"]}"));
}

TEST(JsonWithin, WhatElseTheDocumentHasIsPassedOver) {
  EXPECT_EQ(
      (Strings{"1", "2", "3"}),
      Texts(CutWithin(
          "{ \"v\" : {\"Records\":[9]}, \"n\": -1, \"t\":true,\n \"Records\" : [ 1, 2 ], \"w\":[\"]}\"], \"Records\":[8]}\n{\"Records\":[]}{\"Records\":[3]}")));
}

TEST(JsonWithin, ADocumentWithoutTheArrayIsRejected) {
  for (const std::string document : {"{}", "{\"a\":1}", "{\"Records\":{\"a\":[1]}}", "{\"Records\":null}", "{\"records\":[1]}", "[1]", "12",
                                     "\"Records\"", "{Records:[1]}"})
    EXPECT_EQ((Cuts{{0, document, "no array `Records` in this document"}, {document.size() + 13, "1"}}),
              CutWithin(document + "\n{\"Records\":[1]}"))
        << document;
}

TEST(JsonWithin, ADocumentThatIsTooLongBeforeItsArrayIsRejectedOnce) {
  const std::string text = "{\"a\":\"" + std::string(200, 'x') + "\",\"Records\":[1]}\n{\"Records\":[2]}";
  EXPECT_EQ((Cuts{{0, text.substr(0, 32), "no array `Records` in sight: the record is longer than 128 bytes; its first 32 are kept"},
                  {text.size() - 3, "2"}}),
            CutWithin(text, SmallLimits(128)));
}

TEST(JsonWithin, AnElementThatIsTooLongIsPassedOverAlone) {
  const std::string text = "{\"Records\":[1,{\"a\":\"" + std::string(200, 'x') + "\"},2]}{\"Records\":[3]}";
  EXPECT_EQ((Strings{"1", "rejected " + text.substr(14, 32), "2", "3"}), Texts(CutWithin(text, SmallLimits(128))));
}

TEST(JsonWithin, AnElementIsRejectedWhenTheContentEndsInIt) {
  EXPECT_EQ((Cuts{{12, "1"}, {14, "{\"a\"", "the content ends inside a record, at byte 18"}}), CutWithin("{\"Records\":[1,{\"a\""));
  EXPECT_EQ((Strings{"rejected {\"Records\": "}), Texts(CutWithin("{\"Records\": ")));
}

TEST(JsonWithin, ThePlaceTellsThatADocumentIsCutOffBetweenElements) {
  EXPECT_TRUE(Read(JsonValues("Records"), "{\"Records\":[1,", 14, 1).end.in_array);
  EXPECT_EQ(Place::Next::Document, Read(JsonValues("Records"), "{\"Records\":[1],\"a\":", 19, 1).end.next);
  EXPECT_EQ(Place{}, Read(JsonValues("Records"), "{\"Records\":[1]}\n", 16, 1).end);
}

// Its end is all that is missing, and the next documents are not a part of it.
TEST(JsonWithin, ADocumentThatLacksItsEndTakesNoOtherAlong) {
  EXPECT_EQ((Strings{"1", "2", "3"}), Texts(CutWithin("{\"Records\":[1]\n{\"Records\":[2], \"x\": 5\n{\"Records\":[3]}")));
  EXPECT_EQ((Strings{"1", "2", "3"}), Texts(CutWithin("{\"Records\":[1]\n\n \r\n{\"Records\":[2]\n{\"Records\":[3]}")));
}

TEST(JsonWithin, BracketsAtLineStartsInsideADocumentBeginNone) {
  EXPECT_EQ(
      (Strings{"1", "2"}),
      Texts(CutWithin("{\"Records\":[1],\n\"x\":\n{\"y\":1},\n\"z\": [\n{\"Records\":[8]},\n\n{\"Records\":[9]}]\n}\n{\"Records\":[2]}")));
}

TEST(JsonWithin, ABrokenArrayIsLeftAtItsNewline) {
  EXPECT_EQ((Strings{"1", "rejected }, 2]", "3"}), Texts(CutWithin("{\"Records\":[1 }, 2]\n{\"Records\":[3]}")));
}

const Strings kPieces{"{",
                      "}",
                      "[",
                      "]",
                      "\"",
                      "\\",
                      "\\\"",
                      ",",
                      ":",
                      "\n",
                      " ",
                      "1",
                      "true",
                      "{\"Records\":[",
                      "]}",
                      "{\"a\":\"b\"}",
                      "\"Records\":",
                      "\n{\"Records\":[1",
                      "{\"a\":[{}]},",
                      "\x1e",
                      "x",
                      std::string(66, '7'),
                      "\"" + std::string(70, 'y') + "\""};

TEST(JsonValues, AreTheSameFromAnySight) {
  std::mt19937 random(1);
  for (int i = 0; i < 100; ++i)
    ExpectTheSameFromAnySight(JsonValues(), Mixed(random, kPieces, 20), SmallLimits(i % 2 == 0 ? 1 << 20 : 128));
}

TEST(JsonWithin, IsTheSameFromAnySight) {
  std::mt19937 random(2);
  for (int i = 0; i < 300; ++i)
    ExpectTheSameFromAnySight(JsonValues("Records"), (i % 3 == 0 ? "" : "{\"Records\":[") + Mixed(random, kPieces, 20),
                              SmallLimits(i % 2 == 0 ? 1 << 20 : 128));
}

}  // namespace
}  // namespace weir::frame
