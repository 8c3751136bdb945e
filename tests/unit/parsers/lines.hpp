// Lines for tests that need many of them: the same ones for the same seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace weir::parsers::test {

// A good ALB line of 29 fields; its status is 200 + number.
inline std::string Line(int number) {
  return "http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 " +
         std::to_string(200 + number) +
         " 200 34 366 \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - - arn:aws:targetgroup/my-targets/73"
         " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"-\" \"-\" 0 2018-07-02T22:22:48.364000Z \"forward\""
         " \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\"";
}

// Lines to which all kinds of things have been done: bytes changed, put in, taken out, cut off, repeated.  Some are still good.
// They are made of `good` ones, or of ALB lines.
inline std::vector<std::string> HostileLines(uint64_t seed, size_t count, const std::vector<std::string>& good = {}) {
  std::mt19937_64 random(seed);
  const auto below = [&random](size_t n) { return static_cast<size_t>(random() % n); };
  constexpr char kBytes[] = "  \"\"\\\\-:,[]{}x0127.TZ\r\t\x01\xff";
  std::vector<std::string> lines;
  while (lines.size() < count) {
    std::string line = good.empty() ? Line(static_cast<int>(below(400))) : good[below(good.size())];
    for (size_t edits = below(4); edits > 0 && !line.empty(); --edits) {
      const size_t at = below(line.size());
      const char byte = kBytes[below(sizeof kBytes - 1)];
      switch (below(6)) {
        case 0: line[at] = byte; break;
        case 1: line.insert(at, 1, byte); break;
        case 2: line.erase(at, 1 + below(8)); break;
        case 3: line.resize(at); break;
        case 4: line.insert(at, line.substr(at, below(100))); break;
        case 5: line.insert(at, below(150), byte); break;
      }
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace weir::parsers::test
