// A source's `path`: which files it means, and what their paths say about them.
//
//   pattern = part *( "/" part )        part = "**" | name
//   name    = 1*( text | "*" | "?" | "[" class "]" | "{" column "}" | "{yyyy}" | "{mm}" | "{dd}" | "{hh}" )
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "files/name_pattern.hpp"

namespace weir::files {

class PathPattern {
 public:
  struct Part {
    bool any_depth = false;  // `**`: this folder and all below it
    NamePattern name;        // otherwise
  };

  // A relative pattern begins at `working_directory`, which is taken as it is, whatever characters it has.
  static Result<PathPattern> Parse(std::string_view path, std::string_view working_directory);

  // The longest prefix without a wildcard, absolute: a folder, as the last part is never in it.
  const std::string& root() const { return root_; }
  // What follows the root; at least one, the last one is not any_depth.
  const std::vector<Part>& parts() const { return parts_; }
  const std::vector<std::string>& columns() const { return names_.columns; }
  // Whether it captures a year, so that every file has a date.
  bool is_dated() const { return names_.date[0]; }

 private:
  std::string root_;
  std::vector<Part> parts_;
  PatternNames names_;
};

}  // namespace weir::files
