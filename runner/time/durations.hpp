// Durations: "2h20min", "two hours and twenty minutes", "4:01:01", "an hour and a half".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "time/fault.hpp"
#include "time/numbers.hpp"
#include "time/words.hpp"

namespace weir::time {

struct Unit {
  std::string_view name;
  int64_t ns;
  // As steps of a calendar; of a unit that is always as long as another one, 0.
  int days = 0, months = 0;
};
const Unit* FindUnit(std::string_view name);
std::vector<std::string> UnitNames();

struct Part {
  Decimal amount;
  const Unit* unit;
  size_t begin, end;  // its words
};

// As many parts as there are, one at least.  With `plus` a plus sign and the word join parts; where the parts belong to a sum they end them,
// and 1:20 is refused, as it might be meant for an offset.
std::optional<std::vector<Part>> TakeParts(Words& words, bool plus);
// What they are together, a month being 30 days and a year 365.25.
std::optional<int64_t> Sum(Words& words, const std::vector<Part>& parts);

// A whole text, in nanoseconds.
Reading<int64_t> ReadDuration(std::string_view text);

}  // namespace weir::time
