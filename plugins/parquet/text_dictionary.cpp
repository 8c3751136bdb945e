#include "text_dictionary.hpp"

#include <bit>
#include <cassert>

#include "weir/builders.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::parquet {
namespace {

constexpr size_t kFewestSlots = 32;

}  // namespace

static_assert(sizeof(uint32_t) * 8 - 17 == 15 && TextDictionary::kMostEntries < (1u << 17));

TextView TextDictionary::ViewOfShort(std::string_view text) {
  assert(text.size() <= TextView::kInline);
  TextView view;
  view.length = static_cast<int32_t>(text.size());
  std::memset(view.inlined, 0, sizeof view.inlined);
  std::memcpy(view.inlined, text.data(), text.size());
  return view;
}

uint64_t TextDictionary::HashLong(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

TextDictionary::Sought TextDictionary::Seek(uint64_t head, std::string_view text) const {
  if (slots_.empty()) return {HashLong(text), kAbsent};
  const uint16_t cached = cache_[CachePlace(head, text)];
  if (cached < entries_.size() && Matches(entries_[cached], head, text)) return {0, cached};
  const uint64_t hash = HashLong(text);
  __builtin_prefetch(&slots_[hash >> shift_]);
  return {hash, kAbsent};
}

int32_t TextDictionary::FindHashed(uint64_t head, std::string_view text, uint64_t hash) {
  if (slots_.empty()) return kAbsent;
  const auto tag = static_cast<uint32_t>(hash) & ~kNumber;
  const size_t mask = slots_.size() - 1;
  for (size_t place = hash >> shift_;; place = (place + 1) & mask) {
    const uint32_t slot = slots_[place];
    if (slot == 0) return kAbsent;
    if ((slot & ~kNumber) != tag) continue;
    const uint32_t number = (slot & kNumber) - 1;
    if (!Matches(entries_[number], head, text)) continue;
    cache_[CachePlace(head, text)] = static_cast<uint16_t>(number);
    return static_cast<int32_t>(number);
  }
}

int32_t TextDictionary::Find(std::string_view text) {
  if (text.size() <= TextView::kInline) {
    const TextView view = ViewOfShort(text);
    return FindShort(HeadOf(view), TailOf(view));
  }
  const uint64_t head = HeadOf(weir::ViewOf(text.data(), static_cast<int32_t>(text.size()), 0, 0));
  return FindLong(head, text, Seek(head, text));
}

int32_t TextDictionary::Add(std::string_view text) {
  const auto length = static_cast<uint32_t>(text.size());
  if (IsFull(sizeof length + text.size())) return kAbsent;
  if ((entries_.size() + 1) * 2 > slots_.size()) GrowSlots();
  const auto number = static_cast<uint32_t>(entries_.size());
  page_.Append(&length, sizeof length);
  const size_t start = page_.size();
  page_.Append(text);
  uint64_t hash;
  if (text.size() <= TextView::kInline) {
    const TextView view = ViewOfShort(text);
    entries_.push_back({HeadOf(view), TailOf(view)});
    hash = HashShort(entries_.back().head, entries_.back().tail);
  } else {
    const TextView view = weir::ViewOf(text.data(), static_cast<int32_t>(length), 0, 0);
    entries_.push_back({HeadOf(view), start});
    hash = HashLong(text);
  }
  // The slot comes from the top bits, the tag from bits 17 to 31: 32 + 15 bits are kept to move the slot when slots grow.
  hashes_.push_back(static_cast<uint32_t>(hash >> 32));
  Insert(hash, number);
  return static_cast<int32_t>(number);
}

void TextDictionary::Insert(uint64_t hash, uint32_t number) {
  const size_t mask = slots_.size() - 1;
  size_t place = hash >> shift_;
  while (slots_[place] != 0) place = (place + 1) & mask;
  slots_[place] = (static_cast<uint32_t>(hash) & ~kNumber) | (number + 1);
}

void TextDictionary::GrowSlots() {
  const std::vector<uint32_t> old = std::move(slots_);
  slots_.assign(std::max(kFewestSlots, old.size() * 2), 0);
  shift_ = 64 - std::countr_zero(slots_.size());
  if (!cache_) cache_ = std::make_unique<uint16_t[]>(kCache);
  for (const uint32_t slot : old)
    if (slot != 0) Insert(static_cast<uint64_t>(hashes_[(slot & kNumber) - 1]) << 32 | (slot & ~kNumber), (slot & kNumber) - 1);
}

std::string_view TextDictionary::operator[](size_t index) const {
  const Entry& entry = entries_[index];
  const auto length = static_cast<uint32_t>(entry.head);
  if (length > TextView::kInline) return {page_.data() + entry.tail, length};
  return {reinterpret_cast<const char*>(&entry) + 4, length};
}

size_t TextDictionary::memory() const {
  return page_.capacity() + slots_.capacity() * sizeof(uint32_t) + entries_.capacity() * (sizeof(Entry) + sizeof(uint32_t)) +
         (cache_ ? kCache * sizeof(uint16_t) : 0);
}

void TextDictionary::AddTo(TextBounds& bounds) const {
  for (size_t i = 0; i < entries_.size(); ++i) bounds.Add((*this)[i]);
}

void TextDictionary::Clear() { *this = TextDictionary(); }

}  // namespace weir::parquet
