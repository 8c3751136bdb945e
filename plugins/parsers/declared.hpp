// The columns that a pipeline declares, for formats whose records do not say what they hold; each is one text:
//
//   NAME [TYPE] [from PATH]        "user", "bytes integer", "time timestamp(%d/%b/%Y:%H:%M:%S %z)", "status integer from response.status"
//
//   TYPE  text (when there is none), integer, number, boolean, timestamp (ISO 8601), timestamp(PATTERN) (time_pattern.hpp);
//         where values are JSON also json: any value, as it is written
//   PATH  where values are JSON: keys with dots between them and [0] for the first of a list; without a path, NAME is the key.
//
// A name or key with a space, dot, bracket or quote stands in single quotes: 'a.b'.c; in them '' is one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "table.hpp"
#include "weir/status.hpp"

namespace weir::parsers {

struct PathStep {
  static constexpr int64_t kKey = -1;
  std::string key;
  int64_t index = kKey;  // of a list, from 0; or the step is a key
};

struct Declared {
  std::string name;
  Kind kind = Kind::Text;
  bool json = false;         // of Text: a JSON value, as it is written
  std::string time;          // of Timestamp: the pattern; empty: ISO 8601
  std::string path;          // where values are JSON, else empty
  bool is_row_time = false;  // the first that is a timestamp
};

enum class Values { Text, Json };

// What `entries` say, in order; no two have one name.  When one can't be read: an error for the user that names the entry, the byte, what
// was expected there and what was found.
Result<std::vector<Declared>> ReadDeclared(std::span<const std::string> entries, Values values);

// The steps of a path; an error says at which byte of it what was expected.
Result<std::vector<PathStep>> ReadPath(std::string_view path);

// The column of the table; its texts are those of `declared`, which must stay where it is.
Column ColumnOf(const Declared& declared, uint32_t field);

}  // namespace weir::parsers
