// The distinct values of a text column, numbered in the order they came, stored as the PLAIN dictionary page they will be.
//
// A value is known by sixteen bytes like a string view's: its length and its text when that is short (up to 12 bytes), otherwise
// length, first four bytes and where the rest lies.  Short values are found by these bytes alone.  Long ones are first
// looked for in a small cache by their length and ends, which finds the usual repeats without hashing all of the text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "byte_buffer.hpp"
#include "statistics.hpp"
#include "weir/columns.hpp"

namespace weir::parquet {

class TextDictionary {
 public:
  // Indices are 16 bits.  The bytes are what URLs of a busy site take: with 1 MiB they fell back to PLAIN, and cost more to compress
  // than to look up.
  static constexpr size_t kMostEntries = 65536;
  static constexpr size_t kMostBytes = 4 << 20;
  static constexpr int32_t kAbsent = -1;

  // A value's head: the first eight bytes of its view.  `tail` is the rest of the view, of short values.
  static uint64_t HeadOf(const TextView& view);
  static uint64_t TailOf(const TextView& view);
  static TextView ViewOfShort(std::string_view text);

  // The number of a value, or kAbsent.
  int32_t FindShort(uint64_t head, uint64_t tail);
  // A value is looked up in steps, so that the look-ups of several wait for memory together: each step fetches what the next one reads.
  // Values may be added between.  Short ones take steps only where the dictionary is large.
  struct Sought {
    uint64_t hash;
    int32_t number;  // found already; or kAbsent: look where the hash says
  };
  Sought SeekShort(uint64_t head, uint64_t tail) const;
  Sought Seek(uint64_t head, std::string_view text) const;
  void ApproachShort(Sought sought) const;
  void Approach(Sought sought) const;
  int32_t FindShort(uint64_t head, uint64_t tail, Sought sought) const;
  int32_t FindLong(uint64_t head, std::string_view text, Sought sought) {
    return sought.number != kAbsent ? sought.number : FindHashed(head, text, sought.hash);
  }
  // Whether it is more than what stays in the nearest cache anyway.
  bool is_large() const { return slots_.size() >= kLargeSlots; }
  int32_t Find(std::string_view text);
  // Adds a value that is absent.  Returns kAbsent, and adds nothing, when the dictionary is full.
  int32_t Add(std::string_view text);

  std::string_view operator[](size_t index) const;
  size_t size() const { return entries_.size(); }
  // The dictionary page before compression.
  std::string_view page() const { return page_.view(); }
  size_t memory() const;
  void AddTo(TextBounds& bounds) const;
  void Clear();

 private:
  struct Entry {
    uint64_t head;
    uint64_t tail;  // of a long value: where its text lies in page_
  };
  static constexpr size_t kCache = 128;
  static constexpr size_t kLargeSlots = 2048;
  static uint64_t HashShort(uint64_t head, uint64_t tail);
  static uint64_t HashLong(std::string_view text);
  static size_t CachePlace(uint64_t head, std::string_view text);
  bool Matches(uint64_t slot, uint64_t head, std::string_view text) const;
  int32_t FindHashed(uint64_t head, std::string_view text, uint64_t hash);
  bool IsFull(size_t more) const { return entries_.size() == kMostEntries || page_.size() + more > kMostBytes; }
  void Insert(uint64_t slot);
  void GrowSlots();

  // A slot holds, from its low bits up: an entry's number + 1, where the text of a long value lies in page_, and the top bits of the hash,
  // of which the topmost say where the slot is.  0 is empty.
  static constexpr int kNumberBits = 17, kStartBits = 22;
  static constexpr uint64_t kNumber = (1u << kNumberBits) - 1;
  static constexpr uint64_t kTag = ~uint64_t{0} << (kNumberBits + kStartBits);
  static int32_t NumberOf(uint64_t slot) { return static_cast<int32_t>(slot & kNumber) - 1; }
  static size_t StartOf(uint64_t slot) { return (slot & ~kTag) >> kNumberBits; }
  std::vector<uint64_t> slots_;
  std::vector<Entry> entries_;
  std::unique_ptr<uint64_t[]> cache_;  // slots
  ByteBuffer page_;
  int shift_ = 64;  // of a hash to its slot
};

inline uint64_t Load64(const void* from) {
  uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// Compilers have an instruction for it on every processor we know.
using Piece = uint64_t __attribute__((vector_size(16)));
inline Piece LoadPiece(const void* from) {
  Piece piece;
  std::memcpy(&piece, from, sizeof piece);
  return piece;
}

inline uint64_t TextDictionary::HeadOf(const TextView& view) { return Load64(&view); }
inline uint64_t TextDictionary::TailOf(const TextView& view) { return Load64(reinterpret_cast<const char*>(&view) + 8); }

inline uint64_t TextDictionary::HashShort(uint64_t head, uint64_t tail) {
  uint64_t hash = (head ^ (tail * 0x9e3779b97f4a7c15)) * 0xd6e8feb86659fd93;
  hash ^= hash >> 32;
  return hash * 0xd6e8feb86659fd93;
}

inline int32_t TextDictionary::FindShort(uint64_t head, uint64_t tail) {
  return slots_.empty() ? kAbsent : FindShort(head, tail, {HashShort(head, tail), kAbsent});
}

inline int32_t TextDictionary::FindShort(uint64_t head, uint64_t tail, Sought sought) const {
  const size_t mask = slots_.size() - 1;
  for (size_t place = sought.hash >> shift_;; place = (place + 1) & mask) {
    const uint64_t slot = slots_[place];
    if (slot == 0) return kAbsent;
    const int32_t number = NumberOf(slot);
    const Entry& entry = entries_[static_cast<size_t>(number)];
    if (entry.head == head && entry.tail == tail) return number;
  }
}

inline TextDictionary::Sought TextDictionary::SeekShort(uint64_t head, uint64_t tail) const {
  const uint64_t hash = HashShort(head, tail);
  __builtin_prefetch(&slots_[hash >> shift_]);
  return {hash, kAbsent};
}

inline void TextDictionary::ApproachShort(Sought sought) const {
  __builtin_prefetch(&entries_[static_cast<size_t>(std::max(NumberOf(slots_[sought.hash >> shift_]), 0))]);
}

inline void TextDictionary::Approach(Sought sought) const {
  if (sought.number != kAbsent) return;
  const char* const text = page_.data() + StartOf(slots_[sought.hash >> shift_]);
  __builtin_prefetch(text);
}

inline bool TextDictionary::Matches(uint64_t slot, uint64_t head, std::string_view text) const {
  const char* const own = page_.data() + StartOf(slot);
  // Its length stands before it.
  if (Load64(own - sizeof(uint32_t)) != head) return false;
  // Piece by piece, the last one overlapping: a call of memcmp costs more than most of these comparisons.
  const size_t size = text.size();
  if (size < sizeof(Piece)) {
    const size_t last = size - sizeof(uint64_t);
    return ((Load64(own) ^ Load64(text.data())) | (Load64(own + last) ^ Load64(text.data() + last))) == 0;
  }
  Piece difference = LoadPiece(own + size - sizeof(Piece)) ^ LoadPiece(text.data() + size - sizeof(Piece));
  for (size_t at = 0; at + sizeof(Piece) < size; at += sizeof(Piece)) difference |= LoadPiece(own + at) ^ LoadPiece(text.data() + at);
  return (difference[0] | difference[1]) == 0;
}

inline size_t TextDictionary::CachePlace(uint64_t head, std::string_view text) {
  const uint64_t ends = head ^ (Load64(text.data() + text.size() - 8) * 0x9e3779b97f4a7c15);
  return (ends * 0xd6e8feb86659fd93) >> 57;
}

}  // namespace weir::parquet
