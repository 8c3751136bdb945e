// A time zone: UTC, a fixed offset, or one of the system's zone files.  Only zone.cpp knows the library that reads these.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "time/fault.hpp"

namespace date {
class time_zone;
}

namespace weir::time {

// What a clock on the wall shows may be no instant, where clocks go forward, or two, where they go back.
struct Instants {
  int count = 1;
  std::chrono::sys_seconds first;  // of two the earlier one; where there is none, when the clocks were changed
  std::chrono::seconds offset{};   // at `first`, before the change
  std::chrono::seconds other{};    // behind the change
};

class Zone {
 public:
  Zone() = default;  // UTC

  // "Europe/Berlin", in any case.
  static Reading<Zone> Named(std::string_view name);
  static Zone East(std::chrono::seconds offset);

  const std::string& name() const { return name_; }
  // Nothing from 2038 on in a zone that has a name: the library does not know the rules behind the last year of the files.
  std::optional<std::chrono::seconds> OffsetAt(std::chrono::sys_seconds at) const;
  std::optional<Instants> At(std::chrono::local_seconds local) const;

 private:
  std::string name_ = "UTC";
  std::chrono::seconds fixed_{};
  const date::time_zone* rules_ = nullptr;  // the library owns it, as long as the process lives
};

// "+02:00".
std::string OffsetText(std::chrono::seconds offset);

}  // namespace weir::time
