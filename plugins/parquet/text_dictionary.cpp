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

static_assert(TextDictionary::kMostEntries < (1u << 17) && TextDictionary::kMostBytes <= (1u << 22));

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
  const uint64_t cached = cache_[CachePlace(head, text)];
  if (cached != 0 && Matches(cached, head, text)) return {0, NumberOf(cached)};
  const uint64_t hash = HashLong(text);
  __builtin_prefetch(&slots_[hash >> shift_]);
  return {hash, kAbsent};
}

int32_t TextDictionary::FindHashed(uint64_t head, std::string_view text, uint64_t hash) {
  if (slots_.empty()) return kAbsent;
  const size_t mask = slots_.size() - 1;
  for (size_t place = hash >> shift_;; place = (place + 1) & mask) {
    const uint64_t slot = slots_[place];
    if (slot == 0) return kAbsent;
    if (((slot ^ hash) & kTag) != 0 || StartOf(slot) == 0 || !Matches(slot, head, text)) continue;
    cache_[CachePlace(head, text)] = slot;
    return NumberOf(slot);
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
  const uint64_t number = entries_.size();
  page_.Append(&length, sizeof length);
  const size_t start = page_.size();
  page_.Append(text);
  if (text.size() <= TextView::kInline) {
    const TextView view = ViewOfShort(text);
    entries_.push_back({HeadOf(view), TailOf(view)});
    Insert((HashShort(entries_.back().head, entries_.back().tail) & kTag) | (number + 1));
  } else {
    const TextView view = weir::ViewOf(text.data(), static_cast<int32_t>(length), 0, 0);
    entries_.push_back({HeadOf(view), start});
    Insert((HashLong(text) & kTag) | start << kNumberBits | (number + 1));
  }
  return static_cast<int32_t>(number);
}

void TextDictionary::Insert(uint64_t slot) {
  const size_t mask = slots_.size() - 1;
  size_t place = slot >> shift_;
  while (slots_[place] != 0) place = (place + 1) & mask;
  slots_[place] = slot;
}

void TextDictionary::GrowSlots() {
  const std::vector<uint64_t> old = std::move(slots_);
  slots_.assign(std::max(kFewestSlots, old.size() * 2), 0);
  shift_ = 64 - std::countr_zero(slots_.size());
  if (!cache_) cache_ = std::make_unique<uint64_t[]>(kCache);
  for (const uint64_t slot : old)
    if (slot != 0) Insert(slot);
}

std::string_view TextDictionary::operator[](size_t index) const {
  const Entry& entry = entries_[index];
  const auto length = static_cast<uint32_t>(entry.head);
  if (length > TextView::kInline) return {page_.data() + entry.tail, length};
  return {reinterpret_cast<const char*>(&entry) + 4, length};
}

size_t TextDictionary::memory() const {
  return page_.capacity() + slots_.capacity() * sizeof(uint64_t) + entries_.capacity() * sizeof(Entry) +
         (cache_ ? kCache * sizeof(uint64_t) : 0);
}

void TextDictionary::AddTo(TextBounds& bounds) const {
  for (size_t i = 0; i < entries_.size(); ++i) bounds.Add((*this)[i]);
}

void TextDictionary::Clear() { *this = TextDictionary(); }

}  // namespace weir::parquet
