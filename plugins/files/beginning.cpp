#include "files/beginning.hpp"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

namespace weir::files {
namespace {

static_assert(std::endian::native == std::endian::little, "marks are copied as they lie in memory");

constexpr size_t kLooked = 4096;  // as much as a read costs anyway: one page at either end

}  // namespace

Result<Beginning> Beginning::Of(store::Readable& file, uint64_t bytes) {
  const size_t looked = std::min<uint64_t>(bytes, kLooked);
  Beginning beginning;
  beginning.end_ = bytes;
  for (const auto& [part, from] : {std::pair(&beginning.head_, uint64_t{0}), std::pair(&beginning.tail_, bytes - looked)}) {
    part->resize(looked);
    const Result<size_t> count = file.ReadAt(from, *part);
    if (!count.ok()) return count.status();
    part->resize(*count);
  }
  return beginning;
}

void Beginning::Append(std::string_view bytes) {
  end_ += bytes.size();
  head_ += bytes.substr(0, kLooked - head_.size());
  if (bytes.size() >= kLooked) {
    tail_ = bytes.substr(bytes.size() - kLooked);
    return;
  }
  tail_ += bytes;
  if (tail_.size() > kLooked) tail_.erase(0, tail_.size() - kLooked);
}

std::string Beginning::Mark() const {
  const std::string looked = head_ + tail_;
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits(looked.data(), looked.size()));
  std::string mark(kMarkBytes, static_cast<char>(kVersion));
  std::memcpy(mark.data() + 1, &end_, sizeof end_);
  std::memcpy(mark.data() + 1 + sizeof end_, hash.digest, sizeof hash.digest);
  return mark;
}

uint64_t EndOf(std::string_view mark) {
  assert(mark.size() == Beginning::kMarkBytes && mark[0] == Beginning::kVersion);
  uint64_t end;
  std::memcpy(&end, mark.data() + 1, sizeof end);
  return end;
}

}  // namespace weir::files
