#include "extremes.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace weir::parquet {
namespace {

template <class T>
using Limits = std::numeric_limits<T>;

std::string Repeat(size_t times, std::string_view text) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

// After its values the column is null, up to the longest one's end.
Source Listed(std::string name, Kind kind, std::vector<std::string> values, uint64_t times) {
  return {std::move(name), kind, [values = std::move(values), times](uint64_t row) -> Value {
            if (row >= values.size() * times) return std::nullopt;
            return values[row % values.size()];
          }};
}

std::vector<std::string> Integers(std::initializer_list<int64_t> values) {
  std::vector<std::string> list;
  for (const int64_t value : values) list.push_back(Encode(value));
  return list;
}

std::vector<std::string> Doubles(std::initializer_list<double> values) {
  std::vector<std::string> list;
  for (const double value : values) list.push_back(Encode(value));
  return list;
}

}  // namespace

Plan Extremes(std::string name, uint64_t times) {
  constexpr int64_t kLow = Limits<int64_t>::min(), kHigh = Limits<int64_t>::max();
  constexpr int64_t kLow32 = Limits<int32_t>::min(), kHigh32 = Limits<int32_t>::max();
  constexpr double kInfinity = Limits<double>::infinity();
  const double nan = std::nan(""), signalling = std::bit_cast<double>(0xfff4000000000001);
  const std::string last = "\U0010FFFF", nul(1, '\0');
  const std::vector<std::string> texts = {"",
                                          nul,
                                          nul + nul,
                                          "a",
                                          "a" + nul,
                                          "a" + nul + "b",
                                          "\xff",
                                          "\xc3",
                                          "\xed\xa0\x80",
                                          "\xf4\x90\x80\x80",
                                          "\xef\xbf\xbd",
                                          "\uE000",
                                          "\U00010000",
                                          "\x7f",
                                          "twelve bytes",
                                          "thirteen byte",
                                          Repeat(63, "x"),
                                          Repeat(64, "x"),
                                          Repeat(65, "x"),
                                          Repeat(64, "x") + nul,
                                          Repeat(1 << 20, "y")};
  std::vector<std::string> bytes = texts;
  bytes.push_back(Repeat(64, "\xff"));
  bytes.push_back(Repeat(1000, "\xff"));
  Plan plan{.name = std::move(name),
            .columns = {Listed("int64", Kind::Int64, Integers({kLow, kLow + 1, -1, 0, 1, kHigh - 1, kHigh}), times),
                        Listed("int32", Kind::Int32, Integers({kLow32, kLow32 + 1, -1, 0, 1, kHigh32 - 1, kHigh32}), times),
                        Listed("time", Kind::Timestamp, Integers({kLow, kLow + 1, -1, 0, 1, kHigh - 1, kHigh}), times),
                        Listed("least", Kind::Int64, Integers({kLow}), times),
                        Listed("greatest", Kind::Int64, Integers({kHigh}), times),
                        Listed("double", Kind::Double,
                               Doubles({-kInfinity, Limits<double>::lowest(), -1, -Limits<double>::denorm_min(), -0.0, 0.0,
                                        Limits<double>::denorm_min(), Limits<double>::min(), 1, Limits<double>::max(), kInfinity}),
                               times),
                        Listed("some_nan", Kind::Double, Doubles({1, nan, -1, signalling, -nan, kInfinity}), times),
                        Listed("only_nan", Kind::Double, Doubles({nan}), times),
                        Listed("zero", Kind::Double, Doubles({0.0}), times),
                        Listed("negative_zero", Kind::Double, Doubles({-0.0}), times),
                        Listed("infinite", Kind::Double, Doubles({kInfinity}), times),
                        Listed("true", Kind::Bool, Integers({1}), times),
                        Listed("false", Kind::Bool, Integers({0}), times),
                        Listed("text", Kind::Text, texts, times),
                        Listed("empty", Kind::Text, {""}, times),
                        Listed("no_higher", Kind::Text, {"a", Repeat(70, last)}, times),
                        Listed("no_ascii_higher", Kind::Text, {Repeat(70, "\x7f"), Repeat(80, "\x7f")}, times),
                        Listed("cut_in_a_character", Kind::Text, {Repeat(63, "z") + "ü" + "z", Repeat(62, "z") + "日本"}, times),
                        Listed("not_utf16_order", Kind::Text, {"\uFFFF", "\U00010000", "\uE000"}, times),
                        Listed("grows_in_repair", Kind::Text, {Repeat(64, "\xff"), Repeat(21, "\xff")}, times),
                        Listed("binary", Kind::Binary, bytes, times),
                        Listed("no_higher_bytes", Kind::Binary, {"a", Repeat(65, "\xff")}, times)},
            .rows = bytes.size() * times};
  return plan;
}

}  // namespace weir::parquet
