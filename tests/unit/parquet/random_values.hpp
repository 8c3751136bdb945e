// Where the columns of tables under test get their values from.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "parquet/column_writer.hpp"

namespace weir::parquet {

// Text and bytes as they are; booleans and numbers in eight bytes; lists and structs as the values in them, with no bytes.
struct Value : std::optional<std::string> {
  using std::optional<std::string>::optional;
  std::vector<Value> children{};
};

template <class T>
T Decode(const std::string& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}
template <class T>
std::string Encode(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// A column: asked once for each row, in order.
struct Source {
  std::string name;
  Kind kind;
  std::function<Value(uint64_t row)> value;
  std::vector<TableColumn> children{};

  TableColumn column() const { return {name, kind, children}; }
};

// All that is random comes from here, so that a seed is a table.
void SeedRandom(uint64_t seed);
uint64_t Below(uint64_t n);

// How a random column's values come: how often they repeat, how often they are missing, and whether either comes in runs.
struct Profile {
  Kind kind;
  uint64_t distinct;      // 0: all different
  uint64_t null_percent;  // 100: all null
  uint64_t longest;       // of text
  bool sorted_runs;
  bool null_runs;
};

Profile SomeProfile();
Source FromProfile(std::string name, const Profile& profile);
// A list or a struct, up to `depth` deep.
Source SomeNested(std::string name, int depth);

// The value number n of a kind: equal numbers, equal values.  Text has at most `longest` bytes, or a few more.
std::string ValueNumber(uint64_t n, Kind kind, uint64_t longest);

}  // namespace weir::parquet
