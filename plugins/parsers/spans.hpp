// Where the values of one column are: what a field is without its quotes, and the parts of it that columns are made of.
#pragma once

#include <cstdint>
#include <string_view>

#include "cut.hpp"

namespace weir::parsers {

// One value a row of a chunk.  A length of -1 says that there is none; its start can be read all the same.
struct Spans {
  uint32_t start[kChunkRows];
  int32_t length[kChunkRows];

  bool is_absent(uint32_t row) const { return length[row] < 0; }
  std::string_view text(const char* base, uint32_t row) const { return {base + start[row], static_cast<size_t>(length[row])}; }
};

// Whole fields, without the quotes around them.
void TakeField(const Chunk& chunk, const Cutter& cutter, uint32_t field, bool quoted, Spans& out);

// host:port at the last colon; without one all is host.  An IPv6 host loses its brackets.
void SplitHostPort(const Chunk& chunk, const Spans& from, Spans& host, Spans& port);

// VERB URL PROTO at the first and the last space, whatever the URL holds.  Spaces at the end belong to nobody.  Of two tokens
// the first is the verb, the second the URL; a single one is the URL.
void SplitRequest(const Chunk& chunk, const Spans& from, Spans& verb, Spans& url, Spans& proto);

}  // namespace weir::parsers
