#include "random_values.hpp"

#include <cmath>
#include <limits>
#include <random>

namespace weir::parquet {
namespace {

std::mt19937_64 random_bits;

int64_t SomeInteger(uint64_t n) {
  switch (n % 7) {
    case 0: return std::numeric_limits<int64_t>::max() - static_cast<int64_t>(n / 7);
    case 1: return std::numeric_limits<int64_t>::min() + static_cast<int64_t>(n / 7);
    default: return static_cast<int64_t>(n * 0x9e3779b97f4a7c15 >> (n % 60)) - 1000;
  }
}

double SomeDouble(uint64_t n) {
  switch (n % 9) {
    case 0: return 0.0;
    case 1: return -0.0;
    case 2: return n % 2 == 0 ? std::nan("") : 1.0;
    case 3: return std::numeric_limits<double>::infinity() * (n % 2 == 0 ? 1 : -1);
    case 4: return std::numeric_limits<double>::denorm_min();
    case 5: return std::numeric_limits<double>::max();
    default: return static_cast<double>(n) / 1000 - 7;
  }
}

std::string SomeText(uint64_t n, uint64_t longest) {
  std::mt19937_64 own(n);
  std::string text;
  const uint64_t length = own() % (longest + 1);
  const uint64_t way = own() % 4;
  static const std::string kPieces[] = {"ü", "日本", "😀", "\xff", "\xe6\x97", "a", "\"\\\n", std::string(1, '\0')};
  if (way == 0) text = "a common beginning of some length/";
  while (text.size() < length) text += way == 1 ? kPieces[own() % 8] : std::string(1, static_cast<char>('a' + own() % 26));
  return text;
}

}  // namespace

void SeedRandom(uint64_t seed) { random_bits.seed(seed); }
uint64_t Below(uint64_t n) { return random_bits() % n; }

std::string ValueNumber(uint64_t n, Kind kind, uint64_t longest) {
  switch (kind) {
    case Kind::Bool: return Encode<int64_t>(static_cast<int64_t>(n % 2));
    case Kind::Int32: return Encode<int64_t>(static_cast<int32_t>(SomeInteger(n)));
    case Kind::Int64:
    case Kind::Timestamp: return Encode<int64_t>(SomeInteger(n));
    case Kind::Double: return Encode<double>(SomeDouble(n));
    case Kind::Text: return SomeText(n, longest);
    case Kind::Binary: {
      std::string bytes = SomeText(n, longest);
      for (char& byte : bytes) byte = static_cast<char>(byte ^ static_cast<char>(n));
      return bytes;
    }
    case Kind::List:
    case Kind::Struct: break;
  }
  return {};
}

namespace {

// Lists are short, but for some of values that are longer than a page.
uint64_t SomeLength(bool of_values) {
  if (of_values && Below(10000) == 0) return 25000;
  return Below(3);
}

Source SomeColumn(std::string name, int depth) {
  return depth > 0 && Below(2) == 0 ? SomeNested(std::move(name), depth) : FromProfile(std::move(name), SomeProfile());
}

}  // namespace

Source SomeNested(std::string name, int depth) {
  static constexpr uint64_t kNulls[] = {0, 0, 1, 30, 100};
  const uint64_t null_percent = kNulls[Below(depth == kMostNesting ? 4 : 5)];
  const bool is_list = Below(2) == 0;
  std::vector<Source> below;
  if (is_list) {
    below.push_back(SomeColumn("element", depth - 1));
  } else {
    for (uint64_t field = 0, fields = 1 + Below(3); field < fields; ++field)
      below.push_back(SomeColumn("f" + std::to_string(field), depth - 1));
  }
  std::vector<TableColumn> children;
  for (const Source& source : below) children.push_back(source.column());
  const bool of_values = below[0].children.empty();
  const auto value = [=](uint64_t row) {
    Value made;
    if (Below(100) < null_percent) return made;
    made.emplace();
    for (uint64_t i = 0, n = is_list ? SomeLength(of_values) : below.size(); i < n; ++i)
      made.children.push_back(below[is_list ? 0 : i].value(row + i));
    return made;
  };
  return {std::move(name), is_list ? Kind::List : Kind::Struct, value, std::move(children)};
}

Profile SomeProfile() {
  static constexpr uint64_t kDistinct[] = {0, 1, 2, 5, 300, 20000};
  static constexpr uint64_t kNulls[] = {0, 0, 1, 50, 99, 100};
  static constexpr uint64_t kLongest[] = {0, 8, 12, 13, 40, 200};
  return {static_cast<Kind>(Below(7)), kDistinct[Below(6)], kNulls[Below(6)], kLongest[Below(6)], Below(3) == 0, Below(3) == 0};
}

Source FromProfile(std::string name, const Profile& profile) {
  return {std::move(name), profile.kind, [profile](uint64_t row) -> Value {
            const uint64_t chance = profile.null_runs ? row / 700 * 37 % 100 : Below(100);
            if (chance < profile.null_percent) return std::nullopt;
            uint64_t n = profile.distinct == 0 ? row * 7919 + 1 : Below(profile.distinct);
            if (profile.sorted_runs && profile.distinct != 0) n = row / 50 % profile.distinct;
            return ValueNumber(n, profile.kind, profile.longest);
          }};
}

}  // namespace weir::parquet
