// The least and the greatest value of a column chunk, as its footer states them.  Readers skip what these say is not there, so
// where there is doubt (NaN, text without a short upper bound) a bound is left out.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace weir::parquet {

struct Bound {
  std::string bytes;  // PLAIN, without a length
  bool exact = true;
};

struct Bounds {
  std::optional<Bound> least, greatest;
};

// For int32, int64 and double.
template <class T>
class ValueBounds {
 public:
  void Add(T value) {
    if constexpr (std::floating_point<T>) has_nan_ |= value != value;
    least_ = value < least_ ? value : least_;
    greatest_ = value > greatest_ ? value : greatest_;
    any_ = true;
  }
  void AddAll(std::span<const T> values) {
    for (const T value : values) Add(value);
  }
  Bounds Take() const {
    // Engines order NaN differently: bounds that leave it out would hide rows from some of them.
    if (!any_ || has_nan_) return {};
    return {Encode(least_, true), Encode(greatest_, false)};
  }

 private:
  static constexpr bool kFloat = std::floating_point<T>;
  static constexpr T kTop = kFloat ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  static constexpr T kBottom = kFloat ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();

  static Bound Encode(T value, bool is_least) {
    // Zeros compare equal but have two encodings: parquet.thrift wants the outer one.
    if constexpr (kFloat)
      if (value == 0) value = is_least ? -0.0 : 0.0;
    Bound bound;
    bound.bytes.assign(reinterpret_cast<const char*>(&value), sizeof value);
    return bound;
  }

  T least_ = kTop;
  T greatest_ = kBottom;
  bool any_ = false;
  bool has_nan_ = false;
};

// For text and bytes, in unsigned byte order.
class TextBounds {
 public:
  // The first sixteen bytes of a value as two big-endian words, zero where it is shorter: they order values up to equality.
  struct Key {
    uint64_t first = 0, second = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  static Key KeyOf(std::string_view value);

  void Add(std::string_view value) { Add(KeyOf(value), value); }
  void Add(Key key, std::string_view value) {
    if (any_ && key > least_key_ && key < greatest_key_) return;
    Widen(key, value);
  }
  // Adds all values of a PLAIN page, or of a part of one.  Sixteen bytes behind its end must be readable.
  void AddPlain(std::string_view page);
  // `text`: bounds that are cut short stay UTF-8.
  Bounds Take(bool text) const;

 private:
  void Widen(Key key, std::string_view value);

  bool any_ = false;
  Key least_key_, greatest_key_;
  std::string least_, greatest_;
};

inline TextBounds::Key TextBounds::KeyOf(std::string_view value) {
  uint64_t words[2] = {0, 0};
  if (value.size() >= sizeof words)
    std::memcpy(words, value.data(), sizeof words);
  else if (!value.empty())
    std::memcpy(words, value.data(), value.size());
  return {__builtin_bswap64(words[0]), __builtin_bswap64(words[1])};
}

}  // namespace weir::parquet
