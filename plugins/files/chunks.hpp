// Reads one file from a position on, chunk by chunk, as one binary column.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "files/read_error.hpp"
#include "weir/component.hpp"

namespace weir::files {

// A position is empty (the beginning) or the offset to read on at: 8 bytes, little-endian.
Result<std::unique_ptr<Source::Reader>> OpenFile(const std::string& path, std::string_view position, OnError on_error);

}  // namespace weir::files
