// The repetition and definition levels of a leaf below lists and structs, as Dremel has them.
//
// An entry is a value, or a place where there is none: a null on the way to the leaf, or an empty list.  The definition level says how
// many of the optional and repeated things on the way are there; the repetition level, which of the lists goes on.  It is 0 where a
// row begins.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "byte_buffer.hpp"
#include "rows.hpp"
#include "table.hpp"

namespace weir::parquet {

// A list or a struct on the way to a leaf, root first.
struct Ancestor {
  bool is_list = false;
  const ArrowArray* array = nullptr;
};

// Some rows of a leaf, taken apart.
struct Entries {
  std::vector<uint16_t> definition, repetition;
  std::vector<int32_t> present;  // the leaf's rows that have values, in order

  size_t size() const { return definition.size(); }
  size_t memory() const {
    return (definition.capacity() + repetition.capacity()) * sizeof(uint16_t) + present.capacity() * sizeof(int32_t);
  }
  void Clear();
};

// The entries of these rows of a column.  Without a leaf, all of them are null.
class Shredder {
 public:
  const Entries& Shred(std::span<const Ancestor> ancestors, const ArrowArray* leaf, Rows rows);
  size_t memory() const { return done_.memory() + next_.memory() + (at_.capacity() + next_at_.capacity()) * sizeof(int32_t); }

 private:
  void EnterStruct(const ArrowArray& array);
  void EnterList(const ArrowArray& array, uint16_t repetition);
  void EnterLeaf(const ArrowArray& array);

  Entries done_, next_;
  // The row that an entry stands for in the array that is entered next, or kNone where something on the way is missing.
  std::vector<int32_t> at_, next_at_;
};

// The entries that no page has yet, given out as whole rows, from the front.
class Remaining {
 public:
  struct Part {
    size_t rows = 0;
    size_t entries = 0;
    Rows values;
  };

  // `most`: the definition level of a value.
  Remaining(const Entries& entries, int most) : entries_(entries), most_(most) {}
  bool empty() const { return first_ == entries_.size(); }
  const Entries& entries() const { return entries_; }
  size_t first() const { return first_; }

  // As many rows as have up to `most` entries, and the first one anyhow.
  Part RowsOf(size_t most) const;
  // The rows before the one that has this value.
  Part RowsBefore(int64_t value) const;
  void Drop(const Part& part);

 private:
  template <class Stop>
  Part RowsUntil(const Stop& stop) const;

  const Entries& entries_;
  int most_;
  size_t first_ = 0;
  size_t value_ = 0;
};

// The levels of a page.
class NestedLevels {
 public:
  explicit NestedLevels(MostLevels most) : most_(most) {}
  const MostLevels& most() const { return most_; }
  size_t entries() const { return definition_.size(); }
  size_t rows() const { return rows_; }
  size_t values() const { return values_; }
  size_t memory() const { return (definition_.capacity() + repetition_.capacity()) * sizeof(uint16_t); }

  // Takes in `count` entries from `first` on, which begin with a row.
  void Add(const Entries& entries, size_t first, size_t count);
  // Appends the levels as a data page v1 begins, repetition first where there are lists.
  void Encode(ByteBuffer& out) const;
  void Clear();

 private:
  MostLevels most_;
  std::vector<uint16_t> definition_, repetition_;
  size_t rows_ = 0;
  size_t values_ = 0;
};

}  // namespace weir::parquet
