// Text cases: what a phrase means, written down so that a new case needs no C++.
//
//   # now: 2024-05-01T12:34:56.5Z      (what is reckoned from; holds until the next one)
//   # zone: Europe/Berlin              (likewise)
//   # reads: durations                 (else: instants)
//   # name: what they show
//   one phrase a line
//   ----
//   2024-04-30T02:00:00Z               (one line a phrase, in order; of a duration its seconds)
//   error at 4-6: the message          (the first and the last column of the caret)
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "time/clock.hpp"

namespace weir::time::test {

struct Case {
  std::string where;  // file:line
  std::string text, expected;
  Clock clock;
  bool is_duration = false;
};

// The cases of all files, or of the one named.  Throws when one is not written as it should be.
std::vector<Case> ReadCases();

// What the case's phrase means, as a case says it.
std::string Meaning(const Case& one);

// "error at 4-6: the message".
std::string Written(const Fault& fault, std::string_view text);
// Seconds: "80.51".
std::string Seconds(int64_t ns);

}  // namespace weir::time::test
