// Memory of a batch: Array owns an ArrowArray, Buffer shares bytes between arrays, MakeArray puts buffers together.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "weir/arrow.h"

namespace weir {

// Bytes that several arrays may point to.  Whoever makes them fills them once; after that they never change.
struct Buffer {
  std::shared_ptr<const void> owner;  // empty for static memory
  const void* data = nullptr;
  size_t bytes = 0;

  // Uninitialised memory of this size, with 64 readable bytes after its end, so that wide loads need no tail.
  static Buffer Allocate(size_t bytes) {
    auto memory = std::make_shared_for_overwrite<uint8_t[]>(bytes + 64);
    void* data = memory.get();
    return {std::move(memory), data, bytes};
  }
  // Only for whoever just allocated it and has not shared it yet.
  template <class T>
  T* mutable_data() {
    return static_cast<T*>(const_cast<void*>(data));
  }
  template <class T>
  const T* as() const {
    return static_cast<const T*>(data);
  }
};

class Array {
 public:
  Array() { array_.release = nullptr; }
  explicit Array(ArrowArray* from) : array_(*from) { from->release = nullptr; }
  explicit Array(ArrowArray from) : array_(from) {}
  Array(Array&& other) noexcept : array_(other.array_) { other.array_.release = nullptr; }
  Array& operator=(Array&& other) noexcept {
    std::swap(array_, other.array_);
    return *this;
  }
  ~Array() { reset(); }

  void reset() {
    if (array_.release != nullptr) array_.release(&array_);
    array_.release = nullptr;
  }
  bool empty() const { return array_.release == nullptr; }
  const ArrowArray* get() const { return &array_; }
  int64_t rows() const { return array_.length; }
  // Gives the array away; this one is empty afterwards.
  ArrowArray Take() {
    ArrowArray array = array_;
    array_.release = nullptr;
    return array;
  }
  // Takes one column out of a struct array; the rest stays.  Valid once per column.
  ArrowArray TakeColumn(size_t index) {
    assert(static_cast<int64_t>(index) < array_.n_children && array_.children[index]->release != nullptr);
    ArrowArray column = *array_.children[index];
    array_.children[index]->release = nullptr;
    return column;
  }

 private:
  ArrowArray array_{};
};

namespace internal {

struct OwnedArray {
  std::vector<Buffer> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary{};
  std::vector<std::shared_ptr<const void>> keep;
};

inline void ReleaseOwnedArray(ArrowArray* array) {
  std::unique_ptr<OwnedArray> owned(static_cast<OwnedArray*>(array->private_data));
  for (ArrowArray& child : owned->children)
    if (child.release != nullptr) child.release(&child);
  if (owned->dictionary.release != nullptr) owned->dictionary.release(&owned->dictionary);
  array->release = nullptr;
}

}  // namespace internal

// An array that owns its buffers, children and dictionary, and keeps `keep` alive until it is released.  A buffer without data
// is passed on as NULL (a validity bitmap when nothing is null).
inline ArrowArray MakeArray(int64_t length, int64_t null_count, std::vector<Buffer> buffers, std::vector<ArrowArray> children = {},
                            ArrowArray dictionary = {}, std::vector<std::shared_ptr<const void>> keep = {}) {
  auto owned = std::make_unique<internal::OwnedArray>();
  owned->buffers = std::move(buffers);
  owned->children = std::move(children);
  owned->dictionary = dictionary;
  owned->keep = std::move(keep);
  for (const Buffer& buffer : owned->buffers) owned->buffer_pointers.push_back(buffer.data);
  for (ArrowArray& child : owned->children) owned->child_pointers.push_back(&child);
  ArrowArray array{};
  array.length = length;
  array.null_count = null_count;
  array.n_buffers = static_cast<int64_t>(owned->buffers.size());
  array.buffers = owned->buffer_pointers.data();
  array.n_children = static_cast<int64_t>(owned->children.size());
  array.children = owned->child_pointers.data();
  array.dictionary = dictionary.release == nullptr ? nullptr : &owned->dictionary;
  array.release = internal::ReleaseOwnedArray;
  array.private_data = owned.release();
  return array;
}

// A batch of these columns, each of `rows` rows.
inline ArrowArray MakeBatch(int64_t rows, std::vector<ArrowArray> columns) { return MakeArray(rows, 0, {Buffer{}}, std::move(columns)); }

}  // namespace weir
