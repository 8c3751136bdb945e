// The beginning of a file, inflated, to guess from.
#pragma once

#include <string>

#include "frame/framing.hpp"
#include "weir/array.hpp"
#include "weir/status.hpp"

namespace weir::detect {

inline constexpr size_t kSampleBytes = 1u << 20;

struct Sample {
  std::string path;
  std::shared_ptr<const std::string> content;
  bool ended = false;  // it is all there is
};

// Reads a local file, plain, gzip or zstd.
Result<Sample> ReadSample(const std::string& path);

// The records in it, when cut so: at most `most`, none that did not end in sight.
std::vector<frame::Span> Cut(const Sample& sample, const frame::Framing& framing, size_t first_byte, size_t most);

}  // namespace weir::detect
