// Runs a parser as the runner would: through its C table, with a host that remembers what it was told.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/component.hpp"

namespace weir::parsers::test {

using Row = std::vector<std::optional<std::string>>;

// What became of some records.
struct Outcome {
  std::vector<std::string> columns;
  std::vector<Row> rows;                    // rendered, in the order they came out
  std::map<int64_t, std::string> rejected;  // record to reason
  std::map<std::string, uint64_t> dropped;  // why to how many
  std::vector<std::string> log;
  weir_framing framing{};  // that bind asked for

  std::optional<std::string> at(size_t row, std::string_view column) const;
};

// How records come to the parser.
struct Feed {
  std::vector<std::string> records;
  std::vector<size_t> batches;  // rows of each; what is left goes into one more
  Type layout = Type::Text;
  size_t rows_per_buffer = 1000;    // Text: how many records share a buffer.  Buffers end where their text does, unpadded
  std::vector<std::string> wanted;  // columns; empty: all
  bool null_last = false;           // the last record is null
  std::string head;                 // the split's header lines
};

// Options as a pipeline writes them: `decode = false, column = "line"`.  Options and columns that are refused throw.
Status Bind(const weir_component& component, std::string_view options, const ArrowSchema& in, Schema* out = nullptr);
// The input has the records in `message`, `captured` in a dictionary, and `weir.offset`, which is the record's number.
Outcome Drive(const weir_component& component, std::string_view options, const Feed& feed);

}  // namespace weir::parsers::test
