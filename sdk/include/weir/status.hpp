// How something went: a Status for an outcome, a Result<T> for a value or the outcome that took its place.  The codes are
// those of plugin.h, so they say what to do about it, and nobody above has to look at the message to decide.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/plugin.h"

namespace weir {

inline std::string_view View(weir_str s) { return {s.data, s.len}; }
inline weir_str Str(std::string_view s) { return {s.data(), s.size()}; }  // borrows

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(weir_code code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status Retry(std::string m) { return {WEIR_E_RETRY, std::move(m)}; }
  static Status Fatal(std::string m) { return {WEIR_E_FATAL, std::move(m)}; }
  static Status Denied(std::string m) { return {WEIR_E_DENIED, std::move(m)}; }
  static Status Config(std::string m) { return {WEIR_E_CONFIG, std::move(m)}; }
  static Status Split(std::string m) { return {WEIR_E_SPLIT, std::move(m)}; }
  static Status Cancelled(std::string m = "cancelled") { return {WEIR_E_CANCELLED, std::move(m)}; }
  static Status Bug(std::string m) { return {WEIR_E_BUG, std::move(m)}; }

  bool ok() const { return code_ >= 0; }
  weir_code code() const { return code_; }
  const std::string& message() const { return message_; }

  Status WithDetail(int32_t detail) && {
    detail_ = detail;
    return std::move(*this);
  }
  // The same with another verdict, by whoever knows better what to do about it.
  Status WithCode(weir_code code) && {
    assert(!ok() && code < 0);
    code_ = code;
    return std::move(*this);
  }
  // Names the option at fault by its place in the component's table, for the caret.
  Status AtOption(uint32_t index) && {
    option_ = index + 1;
    return std::move(*this);
  }
  Status RetryAfter(uint32_t ms) && {
    retry_after_ms_ = ms;
    return std::move(*this);
  }
  // Says where it happened, in front of what happened.
  Status Annotate(std::string_view where) && {
    if (!ok()) message_ = std::string(where) + ": " + message_;
    return std::move(*this);
  }

  uint32_t retry_after_ms() const { return retry_after_ms_; }
  std::optional<size_t> option() const { return option_ == 0 ? std::nullopt : std::optional<size_t>(option_ - 1); }

  // Writes this outcome into the struct of the C boundary and returns its code.
  weir_code Store(weir_error* error) const {
    if (error == nullptr || code_ == WEIR_OK) return code_;
    error->detail = detail_;
    error->retry_after_ms = retry_after_ms_;
    error->option = option_;
    const size_t n = std::min(message_.size(), sizeof(error->message) - 1);
    std::memcpy(error->message, message_.data(), n);
    error->message[n] = '\0';
    return code_;
  }
  static Status From(weir_code code, const weir_error& error) {
    Status status(code, error.message);
    status.detail_ = error.detail;
    status.retry_after_ms_ = error.retry_after_ms;
    status.option_ = error.option;
    return status;
  }

 private:
  weir_code code_ = WEIR_OK;
  int32_t detail_ = 0;
  uint32_t retry_after_ms_ = 0;
  uint32_t option_ = 0;
  std::string message_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) { assert(!status_.ok() && "a Result without a value needs a reason"); }

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace weir
