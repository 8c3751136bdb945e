// Finds where a JSON value ends, by its brackets and strings alone: whether it is right JSON is for its parser to say.
#pragma once

#include <cstdint>
#include <string_view>

namespace weir::frame {

// Where inside a value a place is.
struct Nesting {
  uint64_t open = 0;       // brackets that have to close
  bool in_string = false;  // from behind its first quote up to its last
  bool escaped = false;    // behind a backslash in it

  enum class Is : uint8_t {
    Open,    // the content ends inside the value
    Closed,  // `at` is behind its last byte
    Broken,  // `at` is a newline inside a string, which no JSON has
  };
  struct Seen {
    Is is;
    size_t at;
  };
  // Goes on from `at` to where the last open bracket closes; outside of all brackets to where the string or array or object ends
  // that is there.
  Seen Follow(std::string_view content, size_t at);
};

}  // namespace weir::frame
