// The values of one component's options, as the plugin contract hands them over, with all the memory they point to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/lines.hpp"
#include "weir/plugin.h"

namespace weir::config {

// A component's option table.  Its rows may be longer than ours, when the plugin was built against a newer contract.
struct OptionTable {
  const weir_option* first = nullptr;
  size_t n = 0;
  size_t stride = sizeof(weir_option);

  const weir_option& operator[](size_t i) const {
    return *reinterpret_cast<const weir_option*>(reinterpret_cast<const char*>(first) + i * stride);
  }
  // The table of a WEIR_TABLE or WEIR_TABLES option, built by the same compiler.
  OptionTable FieldsOf(const weir_option& option) const { return {option.fields, option.n_fields, stride}; }
};

// A time that was not given as an instant, and what was made of it.
struct TimeInWords {
  std::string option, text;
  int64_t ns;
};

// Moving it moves no value: pointers into it stay good as long as it, or what it was moved to, lives.
class OptionValues {
 public:
  // values()[i] answers options[i].
  const weir_value* values() const { return values_.data(); }
  size_t size() const { return values_.size(); }

  // For the log of a run; without secrets.
  const std::vector<TimeInWords>& times_in_words() const { return times_in_words_; }

  // Where the option was given, for the caret of a weir_error: 1 + its index, as there.  The node's header for 0, for an option that
  // was not given, and for a number that is none.
  Location LocationOf(size_t option) const;

 private:
  friend class Binder;

  struct Memory {
    std::deque<std::string> texts;
    std::deque<std::vector<weir_value>> lists;
    std::deque<std::vector<weir_str>> names;
  };
  std::unique_ptr<Memory> memory_ = std::make_unique<Memory>();
  std::vector<weir_value> values_;
  std::vector<Location> places_;
  std::vector<TimeInWords> times_in_words_;
  Location header_;
};

// The options flagged WEIR_IDENTITY as text to hash, equal exactly when they are; the order of the table does not matter.
std::string IdentityText(const OptionTable& options, const weir_value* values);

}  // namespace weir::config
