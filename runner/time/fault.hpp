// What is wrong with the text of a time, and under which of its bytes the caret goes.  A message may repeat words of the text: who shows one
// knows whether the text is a secret.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace weir::time {

struct Fault {
  std::string message;
  size_t begin = 0, end = 0;  // bytes of the text; all of it when they are the same
};

// Where no caret can stand: "`at 4`: ...".
std::string InText(std::string_view text, const Fault& fault);

// A value that was read from a text, or the fault that took its place.
template <class T>
class [[nodiscard]] Reading {
 public:
  Reading(T value) : value_(std::move(value)) {}
  Reading(Fault fault) : value_(std::move(fault)) {}

  bool ok() const { return value_.index() == 0; }
  const T& operator*() const { return std::get<0>(value_); }
  const T* operator->() const { return &std::get<0>(value_); }
  const Fault& fault() const { return std::get<1>(value_); }

 private:
  std::variant<T, Fault> value_;
};

}  // namespace weir::time
