// How the bytes of one file are compressed, as a stream: gzip (one member a file) or zstd (one frame a file).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "weir/status.hpp"

namespace weir::text {

enum class Compression { None, Gzip, Zstd };

class Encoder {
 public:
  using Out = std::function<Status(std::string_view)>;
  virtual ~Encoder() = default;
  // Takes more of the text; `last` ends the file, and nothing may follow.  What is ready goes to `out`.
  virtual Status Encode(std::string_view text, bool last, const Out& out) = 0;
};

// What `compression` can be told to do: how hard it tries, from 1 on.
struct Levels {
  int fallback, highest;
};
Levels LevelsOf(Compression compression);
// ".gz", or nothing.
std::string_view EndingOf(Compression compression);
// Bytes that an encoder holds while its file is open.
size_t MemoryOf(Compression compression, int level);
// Null without compression.
Result<std::unique_ptr<Encoder>> MakeEncoder(Compression compression, int level);

Result<std::unique_ptr<Encoder>> MakeGzip(int level);
size_t GzipMemory(int level);
Result<std::unique_ptr<Encoder>> MakeZstd(int level);
size_t ZstdMemory(int level);

}  // namespace weir::text
