#include "plain_text.hpp"

#include <cstring>

#include "utf8.hpp"

namespace weir::parquet {
namespace {

// How many rows ahead text is fetched: rows are cut from one text, a few hundred bytes apart, which no prefetcher guesses.
constexpr int64_t kAhead = 16;
constexpr uint64_t kHighBits = 0x8080808080808080;

struct Word16 {
  uint64_t low, high;
};

Word16 Move16(char* to, const char* from) {
  Word16 word;
  std::memcpy(&word, from, sizeof word);
  std::memcpy(to, &word, sizeof word);
  return word;
}

// Copies more than 12 bytes, the last 8 or 16 of them perhaps twice, and returns all of them or-ed together.
uint64_t CopyLong(char* to, const char* from, size_t length) {
  uint64_t seen = 0;
  if (length < sizeof(Word16)) {
    uint64_t head, tail;
    std::memcpy(&head, from, sizeof head);
    std::memcpy(&tail, from + length - sizeof tail, sizeof tail);
    std::memcpy(to, &head, sizeof head);
    std::memcpy(to + length - sizeof tail, &tail, sizeof tail);
    return head | tail;
  }
  for (size_t i = 0; i + sizeof(Word16) < length; i += sizeof(Word16)) {
    const Word16 word = Move16(to + i, from + i);
    seen |= word.low | word.high;
  }
  const Word16 last = Move16(to + length - sizeof last, from + length - sizeof last);
  return seen | last.low | last.high;
}

}  // namespace

void PlainText::AppendViews(const TextViews& values, Rows rows, size_t bytes) {
  const TextView* const views = values.views();
  char* const start = page_.Reserve(bytes + sizeof(uint32_t) * static_cast<size_t>(rows.count));
  char* at = start;
  uint64_t seen = 0;
  VisitRows(rows, [&](auto row) {
    for (int64_t i = 0; i < rows.count; ++i) {
      if (i + kAhead < rows.count) {
        const TextView& ahead = views[row(i + kAhead)];
        if (ahead.length > TextView::kInline) __builtin_prefetch(values.Resolve(ahead).data());
      }
      const TextView& view = views[row(i)];
      const auto length = static_cast<size_t>(view.length);
      if (view.length <= TextView::kInline) {
        // A short view is its PLAIN encoding with zeros behind: its length's own bits are low.
        const Word16 word = Move16(at, reinterpret_cast<const char*>(&view));
        seen |= word.low | word.high;
      } else {
        std::memcpy(at, &view.length, sizeof view.length);
        seen |= CopyLong(at + sizeof view.length, values.Resolve(view).data(), length);
      }
      at += sizeof view.length + length;
    }
  });
  if (text_ && (seen & kHighBits) != 0) {
    for (int64_t i = 0; i < rows.count; ++i) Append(values[rows[i]]);
    return;
  }
  const auto size = static_cast<size_t>(at - start);
  bounds_.AddPlain({start, size});
  page_.Advance(size);
}

void PlainText::Append(std::string_view value) {
  if (!text_ || IsUtf8(value)) return AppendChecked(value);
  ++repaired_;
  AppendChecked(RepairUtf8(value));
}

void PlainText::AppendChecked(std::string_view value) {
  const auto length = static_cast<uint32_t>(value.size());
  char* const out = page_.Reserve(sizeof length + value.size());
  std::memcpy(out, &length, sizeof length);
  if (!value.empty()) std::memcpy(out + sizeof length, value.data(), value.size());
  page_.Advance(sizeof length + value.size());
  bounds_.Add(value);
}

}  // namespace weir::parquet
