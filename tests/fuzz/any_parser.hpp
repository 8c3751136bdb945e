// What holds for every parser: each record becomes a row, is rejected or is dropped, and which does not depend on the batch, the buffer
// and the layout it comes in, nor on which columns are wanted.
//
// Input: options, head, batch sizes, then the records, a line each.
#pragma once

#include <span>

#include "drive.hpp"
#include "input.hpp"

namespace weir::fuzz {

using parsers::test::Drive;
using parsers::test::Feed;
using parsers::test::Outcome;

inline void ExpectSame(const Outcome& one, const Outcome& other, const char* when) {
  fuzz::Expect(one.rows == other.rows && one.rejected == other.rejected && one.dropped == other.dropped, when);
}

// `options`: those under which to run, as a pipeline writes them; the input chooses.  `heads`: header lines, the same; none: no split has any.
inline int FuzzParser(const weir_component& component, std::span<const char* const> all_options, std::span<const char* const> heads,
                      const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const std::string options = all_options.empty() ? "" : all_options[input.Below(all_options.size())];
  Feed feed;
  if (!heads.empty()) feed.head = heads[input.Below(heads.size())];
  feed.null_last = input.Chance(8);
  const Type layout = std::vector{Type::Text, Type::Utf8, Type::Dictionary}[input.Below(3)];
  const size_t in_buffer = 1 + input.Below(7);
  std::vector<size_t> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(input.Below(9));
  const size_t wanted = input.Below(40);
  while (!input.empty()) feed.records.emplace_back(input.Until('\n'));
  if (feed.records.empty()) return 0;

  const Outcome whole = Drive(component, options, feed);
  uint64_t dropped = 0;
  for (const auto& [why, rows] : whole.dropped) dropped += rows;
  fuzz::Expect(whole.rows.size() + whole.rejected.size() + dropped == feed.records.size(), "every record is a row, rejected or dropped");

  // A null is one in a column of views only.
  Feed other = feed;
  other.batches = batches;
  other.rows_per_buffer = in_buffer;
  if (!feed.null_last) other.layout = layout;
  ExpectSame(whole, Drive(component, options, other), "other batches, buffers and layouts give the same rows");

  // Only what is read is checked: with fewer columns there are no more rejects, and rows are the same as far as both have them.
  Feed fewer = feed;
  fewer.wanted = {whole.columns[wanted % whole.columns.size()], "weir.offset"};
  const Outcome narrow = Drive(component, options, fewer);
  fuzz::Expect(narrow.rows.size() >= whole.rows.size(), "a column that nobody reads rejects nothing");
  size_t at = 0;
  for (size_t row = 0; row < whole.rows.size(); ++row, ++at) {
    while (at < narrow.rows.size() && narrow.at(at, "weir.offset") != whole.at(row, "weir.offset")) ++at;
    fuzz::Expect(at < narrow.rows.size(), "a row is there with fewer columns too");
    fuzz::Expect(narrow.at(at, fewer.wanted[0]) == whole.at(row, fewer.wanted[0]), "a value is the same with fewer columns");
  }
  return 0;
}

}  // namespace weir::fuzz
