// What a log format is to the engine: a table of columns, each naming a field of the record, the part of it that the column
// takes, and how that is written.  A new format of delimited text is a new table; others bring a finder of their own (finder.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace weir::parsers {

enum class Kind {
  Text,
  Integer,    // 64 bits, signed
  Double,     // decimal, with or without exponent
  Timestamp,  // kept as microseconds UTC
  Bool,       // true or false, in any case
  Structs,    // a list of structs, whose fields are the texts Column::parts
};

enum class Part {
  Whole,
  Host,
  Port,  // of host:port, divided at the last colon; brackets around an IPv6 host are left out
  Verb,
  Url,
  Proto,  // of a request line, divided at its first and its last space: a URL may hold raw spaces
};

// What else than an absent field stands for "no value".
enum class Missing {
  None,
  Dash,            // "-", quoted or not
  DashOrMinusOne,  // the same, and the number -1
};

enum class Quoting {
  None,     // a quote is a character like any other
  Double,   // "...": any field may be quoted; inside, separators are text, and \" \\ \xHH are escapes
  Doubled,  // "...": as RFC 4180 has it: inside, separators are text, and "" is a quote
};

struct Column {
  const char* name;
  uint32_t field;  // where it stands in the record, from 1; where fields have names, merely its number
  Kind kind = Kind::Text;
  Part part = Part::Whole;
  Missing missing = Missing::Dash;
  // Of texts that stand for others: a word of up to 12 bytes; null for none.
  const char* (*word)(std::string_view text) = nullptr;
  bool required = false;       // a record without it can't be read
  bool is_time = false;        // the row's time
  const char* time = nullptr;  // of Timestamp: a pattern (time_pattern.hpp); null: ISO 8601 with a zone
  uint32_t day = 0;     // of Timestamp: the field of the day, of which this one then has the clock, UTC; all of it where there is no day
  bool escaped = true;  // texts: escapes are decoded, when the parser decodes
  const char* path = nullptr;          // where records are JSON: where the value is in it (declared.hpp)
  const char* path_too = nullptr;      // where else it may be
  const Column* first_part = nullptr;  // of Structs; their fields count from 1, their paths begin in an element of the list
  uint32_t n_parts = 0;
  const char* since = "";  // when the field appeared
  const char* doc = "";    // one sentence

  std::span<const Column> parts() const;
};

inline std::span<const Column> Column::parts() const { return {first_part, n_parts}; }

// What a field is called where a header or an option says which fields there are.
struct FieldName {
  std::string_view name;
  uint32_t field;
};

struct Table {
  const char* record;  // what a person calls one: "an ALB record"
  std::span<const Column> columns;
  uint32_t fields;            // known ones; more at the end are tolerated and counted
  uint32_t least_fields = 0;  // of the oldest form; those that came later may be absent
  char separator = ' ';
  Quoting quoting = Quoting::Double;
  bool numbered = true;                   // fields are told by their number; false: by their name
  std::span<const FieldName> names = {};  // of formats whose records say their order (layout.hpp); a field may have several
};

}  // namespace weir::parsers
