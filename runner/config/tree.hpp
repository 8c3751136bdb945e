// A parsed file as values that know where they were written.  Tables keep the order of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/lines.hpp"

namespace weir::config {

struct Value;
struct Entry;

struct DateTime {  // a date or time that TOML wrote without quotes, as text
  std::string text;
};

using Array = std::vector<Value>;

struct Table {
  std::vector<Entry> entries;

  const Entry* Find(std::string_view name) const;
  Entry* Find(std::string_view name);
  bool empty() const;
};

struct Value {
  std::variant<bool, int64_t, double, std::string, DateTime, Array, Table> data;  // false at first
  Location at;

  bool verbatim = false;  // a string that the file has without escapes, between two quotes: its bytes are at `at`, behind the first
  // Strings only.  Where each `${` stands; empty when escapes hide it.
  std::vector<Location> references;
  // Strings with a `${` only: as a pipeline with its parameters filled in has it, secrets still as references.
  std::string written;
  bool substituted = false;  // part of the text came from a parameter, the environment or a file
  bool secret = false;       // part of it came from the environment or a file: never shown
  bool broken = false;       // a reference in it was wrong, and reported: nothing else about it is worth saying

  template <class T>
  const T* As() const {
    return std::get_if<T>(&data);
  }
  template <class T>
  T* As() {
    return std::get_if<T>(&data);
  }
};

struct Entry {
  std::string key;
  Location at;  // of the key
  Value value;
};

// Where bytes of a string stand in the file.  Nothing when escapes hide it, or when there are none between the two.
std::optional<Location> Within(const Value& value, size_t begin, size_t end);

// "a boolean", "an integer", "a string", ...
std::string_view KindOf(const Value& value);

// A value as TOML writes it behind a `=`.
std::string Inline(const Value& value);

// The tree as TOML again, always the same text for the same tree: parameters filled in, what came from the environment or a file as
// the reference it was.
std::string Canonical(const Table& root);

}  // namespace weir::config
