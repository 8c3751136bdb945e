// The words that a time can be made of.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "time/words.hpp"

namespace weir::time {

std::optional<std::chrono::month> FindMonth(std::string_view word);      // "june", "jun"
std::optional<std::chrono::weekday> FindWeekday(std::string_view word);  // "thursday", "thu", "thurs"
std::string_view NameOf(std::chrono::weekday day);

// Leaves a fault under the first word that is none of them, with the one that may have been meant.
void CheckWords(Words& words);

}  // namespace weir::time
