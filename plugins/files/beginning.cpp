#include "files/beginning.hpp"

#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>

namespace weir::files {
namespace {

static_assert(std::endian::native == std::endian::little, "marks are copied as they lie in memory");

constexpr size_t kLooked = 4096;  // as much as a read costs anyway: one page at either end

// Up to `count` bytes from `offset` on: fewer where the file ends.
int ReadAt(int file, uint64_t offset, size_t count, std::string& bytes) {
  bytes.resize(count);
  for (size_t have = 0; have < count;) {
    const ssize_t n = ::pread(file, bytes.data() + have, count - have, static_cast<off_t>(offset + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) bytes.resize(count = have);
    have += static_cast<size_t>(n);
  }
  return 0;
}

}  // namespace

int Beginning::Of(int file, uint64_t bytes, Beginning& beginning) {
  const size_t looked = std::min<uint64_t>(bytes, kLooked);
  beginning.end_ = bytes;
  if (const int error = ReadAt(file, 0, looked, beginning.head_)) return error;
  return ReadAt(file, bytes - looked, looked, beginning.tail_);
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
