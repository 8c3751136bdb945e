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
  // A long value is looked up in two steps, so that the look-ups of several wait for memory together.  Values may be added between.
  struct Sought {
    uint64_t hash;
    int32_t number;  // found already; or kAbsent: look where the hash says
  };
  Sought Seek(uint64_t head, std::string_view text) const;
  int32_t FindLong(uint64_t head, std::string_view text, Sought sought) {
    return sought.number != kAbsent ? sought.number : FindHashed(head, text, sought.hash);
  }
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
  static uint64_t HashShort(uint64_t head, uint64_t tail);
  static uint64_t HashLong(std::string_view text);
  static size_t CachePlace(uint64_t head, std::string_view text);
  bool Matches(const Entry& entry, uint64_t head, std::string_view text) const;
  int32_t FindHashed(uint64_t head, std::string_view text, uint64_t hash);
  bool IsFull(size_t more) const { return entries_.size() == kMostEntries || page_.size() + more > kMostBytes; }
  void Insert(uint64_t hash, uint32_t number);
  void GrowSlots();

  // A slot holds an entry's number + 1 in its low 17 bits and bits of the hash above; 0 is empty.
  static constexpr uint32_t kNumber = (1u << 17) - 1;
  std::vector<uint32_t> slots_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> hashes_;
  std::unique_ptr<uint16_t[]> cache_;
  ByteBuffer page_;
  int shift_ = 64;  // of a hash to its slot
};

inline uint64_t Load64(const void* from) {
  uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

inline uint64_t TextDictionary::HeadOf(const TextView& view) { return Load64(&view); }
inline uint64_t TextDictionary::TailOf(const TextView& view) { return Load64(reinterpret_cast<const char*>(&view) + 8); }

inline uint64_t TextDictionary::HashShort(uint64_t head, uint64_t tail) {
  uint64_t hash = (head ^ (tail * 0x9e3779b97f4a7c15)) * 0xd6e8feb86659fd93;
  hash ^= hash >> 32;
  return hash * 0xd6e8feb86659fd93;
}

inline int32_t TextDictionary::FindShort(uint64_t head, uint64_t tail) {
  if (slots_.empty()) return kAbsent;
  const size_t mask = slots_.size() - 1;
  for (size_t place = HashShort(head, tail) >> shift_;; place = (place + 1) & mask) {
    const uint32_t slot = slots_[place];
    if (slot == 0) return kAbsent;
    const Entry& entry = entries_[(slot & kNumber) - 1];
    if (entry.head == head && entry.tail == tail) return static_cast<int32_t>(slot & kNumber) - 1;
  }
}

inline bool TextDictionary::Matches(const Entry& entry, uint64_t head, std::string_view text) const {
  if (entry.head != head) return false;
  // Word by word, the last one overlapping: a call of memcmp costs more than most of these comparisons.
  const char* const own = page_.data() + entry.tail;
  const size_t last = text.size() - sizeof(uint64_t);
  uint64_t difference = Load64(own + last) ^ Load64(text.data() + last);
  for (size_t at = 4; at < last; at += 2 * sizeof(uint64_t)) {
    const size_t next = std::min(at + sizeof(uint64_t), last);
    difference |= (Load64(own + at) ^ Load64(text.data() + at)) | (Load64(own + next) ^ Load64(text.data() + next));
    if (difference != 0) return false;
  }
  return difference == 0;
}

inline size_t TextDictionary::CachePlace(uint64_t head, std::string_view text) {
  const uint64_t ends = head ^ (Load64(text.data() + text.size() - 8) * 0x9e3779b97f4a7c15);
  return (ends * 0xd6e8feb86659fd93) >> 57;
}

}  // namespace weir::parquet
