// What was read of a file, in few bytes: enough to tell later whether the file still begins with it.
//
//   mark = version (1 byte: 1)  end (8 bytes, little-endian)  hash (16 bytes: XXH3-128 in its canonical order)
//
// The hash goes over the first bytes of the file and the last ones before `end`, up to 4 KiB each.  What lies between them is not
// looked at: a file that was edited only there passes for one that grew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/readable.hpp"

namespace weir::files {

class Beginning {
 public:
  static constexpr uint8_t kVersion = 1;
  static constexpr size_t kMarkBytes = 1 + sizeof(uint64_t) + 16;

  // The first `bytes` of an open file, from the few of them that matter.  One that ends before gives another mark than it gave when it
  // was longer.  Errors as in store/readable.hpp.
  static Result<Beginning> Of(store::Readable& file, uint64_t bytes);

  // Goes on behind what is already there.
  void Append(std::string_view bytes);

  uint64_t end() const { return end_; }
  std::string Mark() const;

 private:
  std::string head_, tail_;
  uint64_t end_ = 0;
};

// How far the file was read when the mark was made; the mark has kMarkBytes and is of kVersion.
uint64_t EndOf(std::string_view mark);

}  // namespace weir::files
