// The records of a batch, whichever way its text column is laid out, as chunks of rows that the engine runs one after another:
// few enough that their text and the places of their fields stay in the second-level cache.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "weir/array.hpp"
#include "weir/columns.hpp"

namespace weir::parsers {

inline constexpr uint32_t kChunkRows = 256;
// What the widest load of the engine may read past the end of a record.
inline constexpr uint32_t kPadding = 64;

// Up to kChunkRows rows in a row whose text is in one buffer; kPadding bytes past every record's end can be read.
struct Chunk {
  const char* base = nullptr;  // where the buffer begins
  int32_t buffer = 0;          // its number
  int64_t first = 0;           // row of the batch
  uint32_t rows = 0;
  const uint32_t* start = nullptr;   // from base, one a row
  const uint32_t* length = nullptr;  // without the line's end

  std::string_view record(uint32_t row) const { return {base + start[row], length[row]}; }
};

class Records {
 public:
  // Looks at a column of text, which must stay until the last Next.
  void Load(Type type, const ArrowArray& column);
  int64_t rows() const { return static_cast<int64_t>(start_.size()); }
  // Moves a chunk (at first an empty one) to the rows that follow it; false at the end.
  bool Next(Chunk& chunk);
  // How many buffers Chunk::buffer counts.
  int32_t buffers() const { return static_cast<int32_t>(buffers_.size()) + 1; }
  // Those buffers.  `owner` keeps those of the column alive.
  std::vector<Buffer> Buffers(const std::shared_ptr<const void>& owner) const;

 private:
  template <class Texts>
  void CopyAll(const Texts& texts);
  void Refer(const ArrowArray& column);

  struct Bytes {
    const char* data;
    size_t bytes;
  };
  std::vector<Bytes> buffers_;  // of the column
  Buffer copied_;               // records that could not stay where they are; its number is buffers_.size()
  std::vector<uint32_t> start_, length_;
  std::vector<int32_t> buffer_;
};

}  // namespace weir::parsers
