#include "value_writer.hpp"

#include <cassert>

#include "weir/columns.hpp"

namespace weir::parquet {
namespace {

constexpr int64_t kAhead = 8;  // values

}  // namespace

template <class T>
int64_t ValueWriter<T>::AppendValues(const Input& input, Rows present, size_t) {
  const T* const values = Values<T>(*input.array).data();
  this->GiveUpEarly();
  if (!this->plain_) {
    std::vector<uint16_t>& indices = this->indices_;
    const size_t before = indices.size();
    indices.resize(before + static_cast<size_t>(present.count));
    const int64_t taken = VisitRows(present, [&](auto row) {
      const int64_t fetched = this->dictionary_.is_large() ? present.count - 2 * kAhead : 0;
      for (int64_t i = 0; i < present.count; ++i) {
        if (i < fetched) {
          this->dictionary_.FetchSlot(values[row(i + 2 * kAhead)]);
          this->dictionary_.FetchValue(values[row(i + kAhead)]);
        }
        const int32_t number = this->dictionary_.FindOrAdd(values[row(i)]);
        if (number < 0) return i;
        indices[before + static_cast<size_t>(i)] = static_cast<uint16_t>(number);
      }
      return present.count;
    });
    indices.resize(before + static_cast<size_t>(taken));
    this->indexed_bytes_ = indices.size() * sizeof(T);
    if (taken == present.count || this->MustEndPage()) return taken;
    assert(taken == 0 && "there would be indices");
  }
  const size_t bytes = static_cast<size_t>(present.count) * sizeof(T);
  T* const out = reinterpret_cast<T*>(pending_.Reserve(bytes));
  if (present.list == nullptr) {
    std::memcpy(out, values + present.first, bytes);
  } else {
    for (int64_t i = 0; i < present.count; ++i) out[i] = values[present.list[i]];
  }
  bounds_.AddAll({out, static_cast<size_t>(present.count)});
  pending_.Advance(bytes);
  return present.count;
}

template <class T>
void ValueWriter<T>::AppendPlain(size_t number) {
  const T value = this->dictionary_[number];
  bounds_.Add(value);
  pending_.Append(&value, sizeof value);
}

template <class T>
void ValueWriter<T>::TakePlain(ByteBuffer& page) {
  page.Append(pending_.view());
  pending_.Clear();
}

template <class T>
Status ValueWriter<T>::FinishChunk(Scratch& scratch) {
  if (this->chunk_.dictionary_pages() > 0) bounds_.AddAll(this->dictionary_.values());
  this->chunk_.bounds = bounds_.Take();
  return this->AddDictionaryPage(scratch);
}

template class ValueWriter<int32_t>;
template class ValueWriter<int64_t>;
template class ValueWriter<double>;

}  // namespace weir::parquet
