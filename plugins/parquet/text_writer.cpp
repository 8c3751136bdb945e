#include "text_writer.hpp"

#include <cassert>

#include "utf8.hpp"

namespace weir::parquet {
namespace {

// As in PlainText: text of later rows is fetched while this row's is looked up.
constexpr int64_t kAhead = 16;
constexpr int64_t kTogether = 16;  // look-ups that wait for memory at the same time

}  // namespace

size_t TextWriter::Measure(const Input& input, Rows present) const {
  const auto sum = [present](auto length_of) {
    return VisitRows(present, [&](auto row) {
      size_t bytes = 0;
      for (int64_t i = 0; i < present.count; ++i) bytes += static_cast<size_t>(length_of(row(i)));
      return bytes;
    });
  };
  if (input.type == Type::Text) {
    const TextView* const views = TextViews(*input.array).views();
    return sum([views](int64_t row) { return views[row].length; });
  }
  return VisitText(input.type, *input.array, [&](const auto& values) { return sum([&](int64_t row) { return values[row].size(); }); });
}

int64_t TextWriter::AppendValues(const Input& input, Rows present, size_t bytes) {
  GiveUpEarly();
  if (!plain_) {
    const size_t before = indices_.size();
    indices_.resize(before + static_cast<size_t>(present.count));
    const int64_t taken = Index(input, present);
    indices_.resize(before + static_cast<size_t>(taken));
    // A part is taken once a chunk, and this is an estimate: its average will do.
    indexed_bytes_ +=
        bytes / static_cast<size_t>(present.count) * static_cast<size_t>(taken) + sizeof(uint32_t) * static_cast<size_t>(taken);
    if (taken == present.count || MustEndPage()) return taken;
    assert(taken == 0 && "there would be indices");
  }
  if (input.type == Type::Text) {
    pending_.AppendViews(TextViews(*input.array), present, bytes);
    return present.count;
  }
  VisitText(input.type, *input.array, [&](const auto& values) {
    for (int64_t i = 0; i < present.count; ++i) pending_.Append(values[present[i]]);
  });
  return present.count;
}

int64_t TextWriter::Index(const Input& input, Rows present) {
  if (input.type == Type::Text) return IndexViews(TextViews(*input.array), present);
  if (input.type == Type::Dictionary) return IndexDictionary(DictionaryTexts(*input.array), present, input.batch);
  return IndexOffsets(OffsetTexts(*input.array), present);
}

int64_t TextWriter::IndexViews(const TextViews& values, Rows rows) {
  const TextView* const views = values.views();
  uint16_t* const out = indices_.data() + indices_.size() - rows.count;
  return VisitRows(rows, [&](auto row) {
    TextDictionary::Sought sought[kTogether];
    for (int64_t first = 0; first < rows.count; first += kTogether) {
      const int64_t end = std::min(first + kTogether, rows.count);
      const bool large = dictionary_.is_large();
      for (int64_t i = first; i < end; ++i) {
        if (i + kAhead < rows.count) {
          const TextView& ahead = views[row(i + kAhead)];
          if (ahead.length > TextView::kInline) {
            const std::string_view text = values.Resolve(ahead);
            __builtin_prefetch(text.data());
            __builtin_prefetch(text.data() + text.size() - 1);
          }
        }
        const TextView& view = views[row(i)];
        const uint64_t head = TextDictionary::HeadOf(view);
        if (view.length > TextView::kInline)
          sought[i - first] = dictionary_.Seek(head, values.Resolve(view));
        else if (large)
          sought[i - first] = dictionary_.SeekShort(head, TextDictionary::TailOf(view));
      }
      for (int64_t i = first; i < end && large; ++i) {
        if (views[row(i)].length > TextView::kInline)
          dictionary_.Approach(sought[i - first]);
        else
          dictionary_.ApproachShort(sought[i - first]);
      }
      for (int64_t i = first; i < end; ++i) {
        const TextView& view = views[row(i)];
        const uint64_t head = TextDictionary::HeadOf(view);
        int32_t number = 0;
        if (view.length > TextView::kInline)
          number = dictionary_.FindLong(head, values.Resolve(view), sought[i - first]);
        else if (large)
          number = dictionary_.FindShort(head, TextDictionary::TailOf(view), sought[i - first]);
        else
          number = dictionary_.FindShort(head, TextDictionary::TailOf(view));
        if (number < 0) number = AddNew(values.Resolve(view));
        if (number < 0) return i;
        out[i] = static_cast<uint16_t>(number);
      }
    }
    return rows.count;
  });
}

int64_t TextWriter::IndexOffsets(const OffsetTexts& values, Rows rows) {
  uint16_t* const out = indices_.data() + indices_.size() - rows.count;
  for (int64_t i = 0; i < rows.count; ++i) {
    const int32_t number = FindOrAdd(values[rows[i]]);
    if (number < 0) return i;
    out[i] = static_cast<uint16_t>(number);
  }
  return rows.count;
}

int64_t TextWriter::IndexDictionary(const DictionaryTexts& values, Rows rows, uint64_t batch) {
  if (numbers_batch_ != batch || numbers_.empty()) {
    numbers_.assign(static_cast<size_t>(values.values().rows()), TextDictionary::kAbsent);
    numbers_batch_ = batch;
  }
  uint16_t* const out = indices_.data() + indices_.size() - rows.count;
  return VisitRows(rows, [&](auto row) {
    for (int64_t i = 0; i < rows.count; ++i) {
      int32_t& known = numbers_[static_cast<size_t>(values.index(row(i)))];
      int32_t number = known;
      if (number < 0) {
        const uint64_t repaired = repaired_;
        number = FindOrAdd(values[row(i)]);
        if (number < 0) return i;
        if (repaired == repaired_) known = number;  // repairs are counted row by row
      }
      out[i] = static_cast<uint16_t>(number);
    }
    return rows.count;
  });
}

int32_t TextWriter::FindOrAdd(std::string_view value) {
  const int32_t number = dictionary_.Find(value);
  return number >= 0 ? number : AddNew(value);
}

// Only what is new has to be looked at.  A value that needs repair is never found as it came, so each of them gets here and
// is counted.
int32_t TextWriter::AddNew(std::string_view value) {
  if (!text_ || IsUtf8(value)) return dictionary_.Add(value);
  const std::string repaired = RepairUtf8(value);
  int32_t number = dictionary_.Find(repaired);
  if (number < 0) number = dictionary_.Add(repaired);
  if (number >= 0) ++repaired_;
  return number;
}

void TextWriter::TakePlain(ByteBuffer& page) {
  page.Append(pending_.page().view());
  pending_.ClearPage();
}

Status TextWriter::FinishChunk(Scratch& scratch) {
  if (chunk_.dictionary_pages() > 0) dictionary_.AddTo(pending_.bounds());
  chunk_.bounds = pending_.bounds().Take(text_);
  return AddDictionaryPage(scratch);
}

size_t TextWriter::PendingMemory() const { return DictionaryMemory() + pending_.page().capacity() + numbers_.capacity() * sizeof(int32_t); }

}  // namespace weir::parquet
