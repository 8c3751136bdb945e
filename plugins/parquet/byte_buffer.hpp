// Bytes that grow at the end and are never zeroed first: pages are written once and read once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace weir::parquet {

class ByteBuffer {
 public:
  // Writers of whole words may write this far past the end of what they reserved.
  static constexpr size_t kSlack = 32;

  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept
      : memory_(std::move(other.memory_)), size_(std::exchange(other.size_, 0)), capacity_(std::exchange(other.capacity_, 0)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  char* data() { return memory_.get(); }
  const char* data() const { return memory_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  std::string_view view() const { return {memory_.get(), size_}; }

  // Room for `bytes` more at the returned place, not yet part of the contents: Advance says how many became so.
  char* Reserve(size_t bytes) {
    if (size_ + bytes + kSlack > capacity_) Grow(size_ + bytes + kSlack);
    return memory_.get() + size_;
  }
  void Advance(size_t bytes) { size_ += bytes; }
  void Append(const void* from, size_t bytes) {
    if (bytes == 0) return;
    std::memcpy(Reserve(bytes), from, bytes);
    size_ += bytes;
  }
  void Append(std::string_view bytes) { Append(bytes.data(), bytes.size()); }
  void Truncate(size_t size) { size_ = size; }
  void Clear() { size_ = 0; }
  void Free() { *this = ByteBuffer(); }

 private:
  struct Freer {
    void operator()(char* memory) const { std::free(memory); }
  };
  void Grow(size_t needed) {
    const size_t capacity = std::max(needed, capacity_ + capacity_ / 2);
    // realloc moves big blocks by their page tables instead of copying them.
    char* memory = static_cast<char*>(std::realloc(memory_.get(), capacity));
    if (memory == nullptr) throw std::bad_alloc();
    (void)memory_.release();
    memory_.reset(memory);
    capacity_ = capacity;
  }

  std::unique_ptr<char, Freer> memory_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace weir::parquet
