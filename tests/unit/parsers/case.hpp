// Text cases: what a parser makes of some lines, written down so that a new case needs no C++.
//
//   # name: what it shows
//   # options: decode = false          (optional)
//   # head: a header line of the split (optional, several)
//   # line end: \r                     (optional: stands at the end of every line)
//   one line, or several: each is a record, an empty one too
//   ----
//   column=value  column=value         (one line a record, in order)
//   rejected: the whole reason
//   dropped: why
//
// Columns that are not named are not compared; `=null` says that there is no value.  Two spaces divide columns where a name and
// "=" follow.  Values are written as render.hpp says.  A case ends where the next one's name begins, or the file; empty lines
// before that are not part of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::parsers::test {

struct Expected {
  std::string rejected, dropped;  // one of them, or else:
  std::vector<std::pair<std::string, std::optional<std::string>>> values;
};

struct Case {
  std::string name;
  std::string where;  // file:line
  std::string options, head;
  std::vector<std::string> records;
  std::vector<Expected> expected;
};

// The cases of all .txt files in a folder, by file name.  Throws when one is not written as it should be.
std::vector<Case> ReadCases(const std::filesystem::path& folder);

}  // namespace weir::parsers::test
