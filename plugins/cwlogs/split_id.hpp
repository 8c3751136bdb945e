// A split of the source: a log stream, or all streams of a group together, of which an export takes a window.
//
//   id = group ":" ( stream | "*" ) [ ":" from "-" until ]       milliseconds since 1970; neither name can hold ":" or "*"
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cwlogs/window.hpp"

namespace weir::cwlogs {

struct SplitId {
  std::string group;
  std::string stream;            // empty: all of the group's
  std::optional<Window> window;  // none: what is new since the last run

  std::string text() const;
  // Nothing when it is none.
  static std::optional<SplitId> Parse(std::string_view text);
};

// What a service calls a group or a stream must not mean something else in an id.
bool CanBeName(std::string_view name);

}  // namespace weir::cwlogs
