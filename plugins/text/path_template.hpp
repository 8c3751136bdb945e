// Where rows go: a folder that is always the same, and below it what each row's values and time make of the rest.
//
//   path    = root "/" rest               root: up to the last "/" before the first field; without a field all of it
//   rest    = *( literal | field )        "{{" and "}}" are braces
//   field   = "{" column "}" | "{time:" strftime "}"
//
// When there are fields and the last part ends in a suffix such as ".log" it names the files, else the path is a folder.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "text/time_format.hpp"
#include "weir/status.hpp"

namespace weir::text {

struct ColumnField {
  std::string name;
};
using Piece = std::variant<std::string, ColumnField, TimeFormat>;  // a string: literal text

struct PathTemplate {
  std::string root;
  std::vector<Piece> pieces;  // of the rest, without the suffix.  Ends in "/" unless it names files or is empty
  std::string suffix;         // ".log", ".jsonl.gz"; empty when the files are to be named
  size_t longest_part = 0;    // no part of a rendered path may have more bytes

  // CONFIG when it is not a template, or when some row could lead out of the root or to a path that the system can't open.
  static Result<PathTemplate> Parse(std::string_view path);
  bool has_time() const;
};

// A value as a part of a path: escaped as Hive does, bytes that are not UTF-8 as well.  Nothing becomes the default partition.
std::string EscapeValue(std::string_view value);

// Makes a rendered path stay below its root: parts that mean something to the system or to us ("..", ".weir") are escaped, parts of
// more than `longest` bytes are cut and end in a hash of what they were.
std::string MakeSafe(std::string_view rendered, size_t longest);

// Cuts a part of a path to `longest` bytes, its end replaced by a hash of all of it.
std::string Shorten(std::string_view part, size_t longest);

}  // namespace weir::text
