// What the lines of all logs of web sites have in common: when they come, who sends them, and how requests end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generate/front.hpp"
#include "generate/random.hpp"

namespace weir::generate {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

// 2024-02-28T23:55:00.000000Z
std::string Stamp(Time time);

int StatusOf(Random& random);
const char* VerbOf(Random& random);
// Seconds with three decimals; below two seconds.
std::string Seconds(Random& random, double mean_ms);
// So many characters of those that file names and ids are made of.
std::string Characters(Random& random, std::string_view of, size_t count);

// Objects are those of several producers and of windows of time on four days around 29 February 2024.  Producers and days take turns,
// and the windows of a day come from its end.
struct Delivered {
  uint64_t producer;
  std::chrono::sys_seconds end;  // of its window
};
Delivered DeliveredAs(uint64_t object, uint64_t producers, std::chrono::minutes window, uint64_t windows_a_day);

// The times of an object's lines.
struct Window {
  Time begin;
  std::chrono::microseconds length;
  uint64_t bytes;       // of all lines
  uint64_t least_line;  // no line has fewer bytes

  // Time passes with the bytes, so that lines are in its order: chance moves a line less than the one before it is long.
  Time At(uint64_t before, Random& random) const;
};

// The connections of an object: some thousand lines in a row share a few hundred, six lines each, about.
class Connections {
 public:
  Connections(const Front& front, uint64_t seed, uint64_t object) : front_(front), seed_(seed), object_(object) {}
  // For line `number`.
  const Connection& Of(uint64_t number, Random& random);

 private:
  const Front& front_;
  const uint64_t seed_, object_;
  std::vector<Connection> connections_;  // of block_
  uint64_t block_ = 0;
};

// An address and its port.
std::pair<std::string_view, std::string_view> SplitPort(std::string_view address);

}  // namespace weir::generate
