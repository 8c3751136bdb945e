// Reads one file from a position on, chunk by chunk, as one binary column.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "files/read_error.hpp"
#include "store/context.hpp"
#include "weir/component.hpp"

namespace weir::files {

// What to do about a file that does not begin any more with what was read of it.
enum class OnChange {
  Report,  // it ends its split
  Reread,  // it is read from its start, and the reader says that it restarted
  Fail,    // it ends the run
};

// A position is empty (the beginning) or the offset to read on at: 8 bytes, little-endian.  The mark of the last chunk that was read
// (beginning.hpp) may follow; it holds the file to what it was, and may lie behind the offset.  Chunks come with both.
// `bytes` is how long the listing said it is; 0: unknown.
Result<std::unique_ptr<Source::Reader>> OpenFile(const std::string& path, uint64_t bytes, std::string_view position, OnError on_error,
                                                 OnChange on_change, const store::Context& context);

}  // namespace weir::files
