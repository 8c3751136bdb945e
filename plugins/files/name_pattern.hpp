// One part of a path pattern, between two slashes: literal text, `*`, `?`, `[a-z]`, captures and date parts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "files/date.hpp"
#include "store/listing.hpp"
#include "weir/status.hpp"

namespace weir::files {

// What a match took out of a path.
struct Captured {
  std::vector<std::string> values;  // by column
  DateParts date = kNoDate;
};

// The names that a pattern's braces hold, in order of appearance over all its parts.
struct PatternNames {
  std::vector<std::string> columns;
  std::array<bool, 4> date{};
};

class NamePattern {
 public:
  // Adds its captures to `names`; the reason it can't be read otherwise, for a person.
  static Result<NamePattern> Parse(std::string_view text, PatternNames& names);

  // The name it stands for, when it stands for one only.
  const std::optional<std::string>& literal() const { return literal_; }
  // What it captures, in order of appearance: a column or a part of the date, by its place.
  struct Capture {
    bool is_date;
    size_t index;
  };
  std::vector<Capture> captures() const;
  // Whether it takes all of `name`.  A `*` or capture takes as few characters as it can, the first one first.  A name that
  // begins with a dot is only taken by a pattern that does, and one whose digits make no date (`captured` may hold parts of it from
  // the folders above) by none.
  bool Match(std::string_view name, Captured& captured) const;
  // Where names that match, and whose date can lie in the window, stand among all names in their order; `above` is the date that the
  // folders above say.
  store::NameRange RangeIn(const DateWindow& window, const DateParts& above) const;

 private:
  struct Piece {
    enum Kind { kText, kAnyRun, kAnyOne, kOneOf, kCapture, kDatePart } kind;
    std::string text;                                     // kText
    bool negated = false;                                 // kOneOf
    std::vector<std::pair<char32_t, char32_t>> ranges{};  // kOneOf
    size_t index = 0;                                     // kCapture: column; kDatePart: which
    bool is_run() const { return kind == kAnyRun || kind == kCapture; }
  };

  static std::optional<size_t> Take(const Piece& piece, std::string_view name, size_t at, Captured& captured);
  std::string Bound(const std::optional<DateParts>& date, const DateParts& above) const;
  static Result<Piece> ParseBraces(std::string_view inside, PatternNames& names);
  static Result<Piece> ParseClass(std::string_view inside);

  std::vector<Piece> pieces_;
  std::optional<std::string> literal_;
};

}  // namespace weir::files
