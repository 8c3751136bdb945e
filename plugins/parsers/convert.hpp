// Second pass: one column of a chunk at a time, from where its values stand to the values.
#pragma once

#include <string>

#include "draft.hpp"
#include "fault.hpp"
#include "finder.hpp"
#include "spans.hpp"
#include "timestamp.hpp"

namespace weir::parsers {

// Everything a column's conversion needs besides its spans.
struct Target {
  const Column* column;
  Draft draft;
  Timestamps times;   // the last day it saw
  Timestamps joined;  // the same, of times whose day is in another field

  explicit Target(const Column& of) : column(&of), draft(of.kind), times(of.time) {}
};

// Converts a chunk's values into the rows of target.draft that begin at chunk.first.  A value that can't be read becomes a
// fault of its row.  `days`: where the days are, of a column that has them in another field; else null.
void Convert(const Chunk& chunk, const Spans& spans, const Spans* days, Target& target, Faults& faults);

// Replaces the text values that hold escapes by what they stand for: `decoded` gets their bytes and is, in the views, buffer
// `number`.  `fields` says where the fields are that the values are parts of.
void DecodeTexts(const Chunk& chunk, const Finder& finder, const Spans& fields, const Spans& spans, Target& target, std::string& decoded,
                 int32_t number);

// Gives times that stay text, and whose day is in another field, that day: 2024-02-29 23:59:59.  `decoded` and `number` as above.
void JoinDays(const Chunk& chunk, const Spans& days, const Spans& clocks, Target& target, std::string& decoded, int32_t number);

}  // namespace weir::parsers
