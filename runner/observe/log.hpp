// What the runner and its plugins say while they work: lines on stderr, with repeats held back and counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace weir::observe {

class Log {
 public:
  Log();
  ~Log();  // says how many lines were held back

  void Write(int32_t level, std::string_view node, std::string_view message);  // [any]
  // The lines written so far, the newest kKeptLines of them: the log of a run in the history.
  std::string Kept() const;

 private:
  struct Quota {
    std::chrono::steady_clock::time_point since{};
    uint32_t lines = 0;
    uint64_t held_back = 0;
  };
  static constexpr size_t kKeptLines = 500;
  mutable std::mutex mutex_;
  std::deque<std::string> kept_;
  std::map<std::string, Quota, std::less<>> by_node_;
};

}  // namespace weir::observe
