// How content is cut into records.  A framing looks at one buffer at a time and keeps nothing between two: what it has to know where the
// next one begins is the Place, which positions keep too, so that a later run can go on behind any record.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frame/limits.hpp"

namespace re2 {
class RE2;
}

namespace weir::frame {

// What lies at a place of the content, between two records.
struct Place {
  enum class Next : uint8_t {
    Record,    // the next record begins here
    Line,      // the rest of a record that was rejected, up to a newline
    Bytes,     // the same, up to a number of bytes
    Value,     // the same, up to where the JSON value ends
    Document,  // JSON: the rest of a document behind its array
  };
  Next next = Next::Record;
  bool in_array = false;   // JSON: behind an element of the array, or where it begins
  bool in_string = false;  // Value, Document: the place is inside a string
  bool escaped = false;    // the same: behind a backslash
  bool unended = false;    // the content ended here without the end of its last record, which may grow
  uint64_t left = 0;       // Bytes: how many; Value, Document: how many brackets have to close

  bool operator==(const Place&) const = default;
};

// The text of one record.
struct Span {
  uint32_t begin, end;
  bool operator==(const Span&) const = default;
};

// What a framing is shown.
struct Look {
  std::string_view content;
  uint64_t offset = 0;  // of its first byte
  Place place;          // there
  bool ended = false;   // nothing follows
  const Limits& limits;

  // What begins at `at` has as much content in sight as a record may have.
  bool is_long(size_t at) const { return content.size() - at >= limits.record_bytes; }
};

// What it found: records, or one piece of text that is none, or neither, when what is in front of `end` belongs to no record.  `end` is
// right behind them and `place` lies there.
struct Found {
  std::vector<Span> records;
  std::string rejected;  // why the text between `begin` and `end` is no record; empty when there is none
  size_t begin = 0;
  size_t end = 0;
  Place place;
  bool needs_more = false;  // nothing can be said of what is behind `end` without more content

  static Found Rejected(size_t begin, size_t end, Place place, std::string why);
  // The record at `begin` is too long.  The first of it is kept; what is behind that is passed over from `place` on.
  static Found TooLong(const Look& look, size_t begin, Place place);
  // Where TooLong ends.
  static size_t KeptOf(const Look& look, size_t begin);
};

class Framing {
 public:
  virtual ~Framing() = default;
  // Cuts what is whole in sight; when the content has ended, all of it.  The same records are found whatever is in sight at a time.
  virtual Found Cut(const Look& look) const = 0;
  // Whether this byte, behind a record that the content ended in, only ends it.
  virtual bool EndsRecord(char next) const { return next == '\n'; }
};

// The framing of a kind of the plugin contract (WEIR_LINES, ...).  `within` is for JSON, `multiline`, which may be null, for lines.
std::shared_ptr<const Framing> MakeFraming(int32_t kind, std::string within, std::shared_ptr<const re2::RE2> multiline = nullptr);

// Where the line that begins at `from` ends: at its newline, or at the end.
size_t EndOfLine(std::string_view content, size_t from);

// "the content ends inside a record, at byte N".
std::string EndsInside(const Look& look);

}  // namespace weir::frame
