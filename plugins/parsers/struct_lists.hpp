// A column of lists of structs while it is being made; see Draft for those of single values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elements.hpp"
#include "fault.hpp"
#include "finder.hpp"
#include "table.hpp"
#include "weir/array.hpp"
#include "weir/columns.hpp"
#include "weir/schema.hpp"

namespace weir::parsers {

// The element of such a column's lists.
Field ElementOf(const Column& column);

class StructLists {
 public:
  explicit StructLists(const Column& column) : column_(&column) {}

  void Reset();
  // The rows of a chunk, which follow those of the one before.  `decoded` gets the bytes of texts that had escapes, and is buffer
  // `number`.
  void Read(const Chunk& chunk, Finder& finder, Faults& faults, std::string& decoded, int32_t number);
  // Leaves only these rows, in ascending order.
  void Keep(std::span<const int64_t> rows);
  // The views count `texts`.
  ArrowArray Finish(const std::vector<Buffer>& texts) const;

 private:
  struct Value {
    TextView view;
    bool is_missing;
  };
  Value ValueOf(const Chunk& chunk, const Finder& finder, bool has_escapes, const Elements::Part& part, std::string& decoded,
                int32_t number) const;

  const Column* column_;
  std::vector<Elements::Row> rows_;
  std::vector<uint8_t> nulls_;  // one a struct
  std::vector<Value> values_;   // of one struct after the other
};

}  // namespace weir::parsers
