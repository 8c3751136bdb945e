#include "nested_levels.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

#include "hybrid.hpp"
#include "weir/columns.hpp"

namespace weir::parquet {
namespace {

constexpr int32_t kNone = -1;

void EncodeLevels(const std::vector<uint16_t>& levels, int most, ByteBuffer& out) {
  const size_t start = out.size();
  const uint32_t unknown = 0;
  out.Append(&unknown, sizeof unknown);
  EncodeHybrid(levels.data(), levels.size(), std::bit_width(static_cast<unsigned>(most)), out);
  const auto length = static_cast<uint32_t>(out.size() - start - sizeof unknown);
  std::memcpy(out.data() + start, &length, sizeof length);
}

}  // namespace

void Entries::Clear() {
  definition.clear();
  repetition.clear();
  present.clear();
}

const Entries& Shredder::Shred(std::span<const Ancestor> ancestors, const ArrowArray* leaf, Rows rows) {
  done_.Clear();
  done_.definition.assign(static_cast<size_t>(rows.count), 0);
  done_.repetition.assign(static_cast<size_t>(rows.count), 0);
  if (leaf == nullptr) return done_;
  at_.clear();
  for (int64_t i = 0; i < rows.count; ++i) at_.push_back(static_cast<int32_t>(rows[i]));
  uint16_t lists = 0;
  for (const Ancestor& ancestor : ancestors) {
    if (ancestor.is_list)
      EnterList(*ancestor.array, ++lists);
    else
      EnterStruct(*ancestor.array);
  }
  EnterLeaf(*leaf);
  return done_;
}

void Shredder::EnterStruct(const ArrowArray& array) {
  const Structs structs(array);
  for (size_t i = 0; i < at_.size(); ++i) {
    if (at_[i] == kNone) continue;
    if (structs.is_null(at_[i])) {
      at_[i] = kNone;
      continue;
    }
    ++done_.definition[i];
    at_[i] = static_cast<int32_t>(structs.row_of_fields(at_[i]));
  }
}

// `repetition`: how many lists there are up to this one.
void Shredder::EnterList(const ArrowArray& array, uint16_t repetition) {
  const Lists lists(array);
  next_.Clear();
  next_at_.clear();
  const auto add = [this](uint16_t definition, uint16_t level, int64_t at) {
    next_.definition.push_back(definition);
    next_.repetition.push_back(level);
    next_at_.push_back(static_cast<int32_t>(at));
  };
  for (size_t i = 0; i < at_.size(); ++i) {
    const uint16_t definition = done_.definition[i];
    if (at_[i] == kNone || lists.is_null(at_[i])) {
      add(definition, done_.repetition[i], kNone);
      continue;
    }
    const int64_t begin = lists.begin(at_[i]), end = lists.end(at_[i]);
    if (begin == end) add(definition + 1, done_.repetition[i], kNone);
    for (int64_t element = begin; element < end; ++element)
      add(definition + 2, element == begin ? done_.repetition[i] : repetition, element);
  }
  std::swap(done_, next_);
  std::swap(at_, next_at_);
}

void Shredder::EnterLeaf(const ArrowArray& array) {
  const Column column(array);
  for (size_t i = 0; i < at_.size(); ++i) {
    if (at_[i] == kNone || column.is_null(at_[i])) continue;
    ++done_.definition[i];
    done_.present.push_back(at_[i]);
  }
}

// The rows before the first one for which stop(rows, entries, values) says so, which is told how many there are with it.
template <class Stop>
Remaining::Part Remaining::RowsUntil(const Stop& stop) const {
  size_t rows = 0, entries = 0, values = 0;
  for (size_t end = first_; end < entries_.size();) {
    size_t more = 0;
    do more += entries_.definition[end++] == most_ ? 1 : 0;
    while (end < entries_.size() && entries_.repetition[end] != 0);
    if (stop(rows + 1, end - first_, values + more)) break;
    ++rows;
    entries = end - first_;
    values += more;
  }
  return {rows, entries, {entries_.present.data() + value_, 0, static_cast<int64_t>(values)}};
}

Remaining::Part Remaining::RowsOf(size_t most) const {
  return RowsUntil([most](size_t rows, size_t entries, size_t) { return rows > 1 && entries > most; });
}

Remaining::Part Remaining::RowsBefore(int64_t value) const {
  return RowsUntil([value](size_t, size_t, size_t values) { return values > static_cast<size_t>(value); });
}

void Remaining::Drop(const Part& part) {
  first_ += part.entries;
  value_ += static_cast<size_t>(part.values.count);
}

void NestedLevels::Add(const Entries& entries, size_t first, size_t count) {
  assert((count == 0 || entries.repetition[first] == 0) && "a page has whole rows");
  const auto append = [=](std::vector<uint16_t>& to, const std::vector<uint16_t>& from) {
    to.insert(to.end(), from.begin() + static_cast<ptrdiff_t>(first), from.begin() + static_cast<ptrdiff_t>(first + count));
  };
  append(definition_, entries.definition);
  append(repetition_, entries.repetition);
  const auto added = definition_.end() - static_cast<ptrdiff_t>(count);
  values_ += static_cast<size_t>(std::count(added, definition_.end(), static_cast<uint16_t>(most_.definition)));
  rows_ += static_cast<size_t>(std::count(repetition_.end() - static_cast<ptrdiff_t>(count), repetition_.end(), uint16_t{0}));
}

void NestedLevels::Encode(ByteBuffer& out) const {
  if (most_.repetition > 0) EncodeLevels(repetition_, most_.repetition, out);
  EncodeLevels(definition_, most_.definition, out);
}

void NestedLevels::Clear() {
  definition_.clear();
  repetition_.clear();
  rows_ = 0;
  values_ = 0;
}

}  // namespace weir::parquet
