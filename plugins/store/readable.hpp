// A file or an object, open for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "store/context.hpp"
#include "weir/status.hpp"

namespace weir::store {

// What goes wrong when something is read says what to do about it, for all of this header and listing.hpp:
//   SPLIT      it is gone, or is not what it was when it was opened
//   DENIED     permission is missing
//   RETRY      it may pass: no descriptors, no answer
//   CONFIG     it can't be there at all: no such bucket
//   FATAL      anything else, such as a disk that fails
//   CANCELLED  as the context asked
class Readable {
 public:
  virtual ~Readable() = default;
  // How long it is now.
  virtual Result<uint64_t> Size() = 0;
  // Up to `to.size()` bytes from `offset` on, fewer only at its end.
  virtual Result<size_t> ReadAt(uint64_t offset, std::span<char> to) = 0;
  // Likewise, at least one byte before its end, for whoever goes on from there: what follows may be fetched ahead.
  virtual Result<size_t> ReadOn(uint64_t offset, std::span<char> to) = 0;
};

// `path` is absolute or s3://bucket/key.  `bytes` is how long a listing said it is, 0 where none did.  An object of a bucket may be looked
// at no earlier than by its first call.  [io]
Result<std::unique_ptr<Readable>> Open(const std::string& path, uint64_t bytes, const Context& context);

}  // namespace weir::store
