// The json parser beside another reader of JSON, on objects that nobody wrote by hand.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "drive.hpp"
#include "json.hpp"
#include "lines.hpp"

namespace weir::parsers::test {
namespace {

using nlohmann::ordered_json;

class Random {
 public:
  explicit Random(uint64_t seed) : random_(seed) {}
  size_t Below(size_t n) { return static_cast<size_t>(random_() % n); }
  bool Chance(size_t n) { return Below(n) == 0; }
  int64_t Integer() { return Chance(3) ? static_cast<int64_t>(random_()) : static_cast<int64_t>(Below(1000)) - 500; }
  double Number() { return static_cast<double>(Integer()) / static_cast<double>(1 + Below(1000)); }

  // Without control characters, which the test's renderer would write as \xHH.
  std::string Text() {
    static constexpr const char* kPieces[] = {"a",
                                              "B",
                                              " ",
                                              "0",
                                              "\"",
                                              "\\",
                                              "/",
                                              "{",
                                              "}",
                                              "[",
                                              "]",
                                              ":",
                                              ",",
                                              "\xc3\xa9",
                                              "\xe2\x82\xac",
                                              "\xf0\x9f\x98\x80",
                                              "\xef\xbf\xbd",
                                              "null",
                                              "\\u0041",
                                              "\xf4\x8f\xbf\xbf",
                                              "long piece of text"};
    std::string text;
    for (size_t n = Below(8); n > 0; --n) text += kPieces[Below(std::size(kPieces))];
    return text;
  }
  ordered_json Value(size_t depth) {
    switch (Below(depth == 0 ? 5 : 7)) {
      case 0: return nullptr;
      case 1: return Chance(2);
      case 2: return Integer();
      case 3: return Number();
      case 4: return Text();
      case 5: {
        ordered_json list = ordered_json::array();
        for (size_t n = Below(5); n > 0; --n) list.push_back(Value(depth - 1));
        return list;
      }
      default: return Object(depth - 1);
    }
  }
  ordered_json Object(size_t depth) {
    ordered_json object = ordered_json::object();
    for (size_t n = Below(6); n > 0; --n) object[Text()] = Value(depth);
    return object;
  }
  std::string Dump(const ordered_json& value) { return value.dump(Chance(3) ? 2 : -1, ' ', Chance(2)); }

 private:
  std::mt19937_64 random_;
};

// What a column of text holds of a value.
std::optional<std::string> AsText(const ordered_json& value) {
  if (value.is_null()) return std::nullopt;
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void ExpectText(const std::optional<std::string>& got, const ordered_json& value) {
  // A value of another type is kept as it was written: with other spaces and escapes than dump writes.
  if (value.is_structured() && got)
    EXPECT_EQ(ordered_json::parse(*got), value);
  else
    EXPECT_EQ(got, AsText(value));
}

TEST(JsonRandom, ObjectsComeOutAsTheyWentIn) {
  constexpr const char* kOptions =
      R"(columns = ["t", "i integer", "n number", "b boolean", "j json", "deep from o.p.q", "item from l[1]"], rest = "rest")";
  Random random(1);
  std::vector<ordered_json> objects;
  Feed feed{.rows_per_buffer = 7};
  for (int i = 0; i < 3000; ++i) {
    ordered_json object = random.Object(2);
    // A key of Text is none of these.
    if (random.Chance(2)) object["t"] = random.Value(2);
    if (random.Chance(2)) object["i"] = random.Integer();
    if (random.Chance(2)) object["n"] = random.Number();
    if (random.Chance(2)) object["b"] = random.Chance(2);
    if (random.Chance(2)) object["j"] = random.Value(3);
    if (random.Chance(2)) object["o"] = {{"x", random.Value(1)}, {"p", {{"q", random.Value(1)}, {"r", random.Value(2)}}}};
    if (random.Chance(2)) object["l"] = {random.Value(2), random.Value(2), random.Value(1)};
    feed.records.push_back(random.Dump(object));
    // A renderer of control characters is in between.
    std::erase(feed.records.back(), '\n');
    objects.push_back(std::move(object));
  }
  const Outcome outcome = Drive(*Describe<Json>(), kOptions, feed);
  ASSERT_EQ(outcome.rejected, (std::map<int64_t, std::string>{}));
  for (size_t row = 0; row < objects.size(); ++row) {
    SCOPED_TRACE(feed.records[row]);
    const ordered_json& object = objects[row];
    const auto at = [&](const char* pointer) { return object.value(ordered_json::json_pointer(pointer), ordered_json()); };
    ExpectText(outcome.at(row, "t"), at("/t"));
    EXPECT_EQ(outcome.at(row, "i"), object.contains("i") ? std::optional(std::to_string(object["i"].get<int64_t>())) : std::nullopt);
    EXPECT_EQ(outcome.at(row, "b"), object.contains("b") ? AsText(object["b"]) : std::nullopt);
    EXPECT_EQ(outcome.at(row, "n").has_value(), object.contains("n"));
    if (const auto n = outcome.at(row, "n")) {
      EXPECT_EQ(std::stod(*n), object["n"].get<double>());
    }
    EXPECT_EQ(ordered_json::parse(outcome.at(row, "j").value_or("null")), at("/j"));
    ExpectText(outcome.at(row, "deep"), at("/o/p/q"));
    ExpectText(outcome.at(row, "item"), at("/l/1"));
    ordered_json rest = object;
    for (const char* key : {"t", "i", "n", "b", "j"}) rest.erase(key);
    EXPECT_EQ(ordered_json::parse(outcome.at(row, "rest").value_or("{}")), rest);
    if (::testing::Test::HasFailure()) return;
  }
}

bool IsObject(const std::string& text) {
  // The other reader refuses numbers that are larger than any double; as a text such a number is one more token.
  static const RE2 kHuge("([0-9])[eE][+]?[0-9]{3,}");
  std::string read = text;
  RE2::GlobalReplace(&read, kHuge, "\\1e5");
  return nlohmann::json::parse(read, nullptr, false).is_object();
}

TEST(JsonRandom, WhatIsJsonIsReadAndNothingElse) {
  Random random(2);
  std::vector<std::string> good;
  // Without \u: the other reader refuses half of a pair of surrogates.
  for (int i = 0; i < 500; ++i) good.push_back(random.Object(3).dump());
  const std::vector<std::string> records = HostileLines(3, 20000, good);
  const Outcome outcome = Drive(*Describe<Json>(), R"(columns = ["a", "b json from aB", "c from a.a"])", {.records = records});
  std::set<std::string> rows;
  for (size_t row = 0; row < outcome.rows.size(); ++row) rows.insert(*outcome.at(row, "weir.offset"));
  size_t read = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const bool is_object = IsObject(records[i]);
    read += is_object ? 1 : 0;
    ASSERT_EQ(rows.contains(std::to_string(i)), is_object) << records[i];
  }
  EXPECT_GT(read, records.size() / 10);
  EXPECT_LT(read, records.size() * 9 / 10);
}

}  // namespace
}  // namespace weir::parsers::test
