// Numbers in digits and in words: "2.5", "twenty-one", "a hundred and five", "3rd", "tenth".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "time/words.hpp"

namespace weir::time {

// Exact: whole + billionths / 10^9.
struct Decimal {
  int64_t whole = 0;
  int64_t billionths = 0;
};

struct NumberWord {
  std::string_view word;
  int value;
};
std::span<const NumberWord> CardinalWords();  // "one" to "million"
std::span<const NumberWord> OrdinalWords();   // "first" to "thirtieth"

// Digits, or words of a whole number.
std::optional<Decimal> TakeNumber(Words& words);
// Words of a whole number, or digits of one.
std::optional<int64_t> TakeWhole(Words& words);
// "3rd", "third", "twenty-first".
std::optional<int> TakeOrdinal(Words& words);

}  // namespace weir::time
