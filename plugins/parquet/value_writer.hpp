// Columns of int32, int64 (timestamps too) and double.
#pragma once

#include "dictionary_writer.hpp"
#include "statistics.hpp"
#include "value_dictionary.hpp"

namespace weir::parquet {

template <class T>
class ValueWriter final : public DictionaryWriter<ValueDictionary<T>> {
 public:
  using DictionaryWriter<ValueDictionary<T>>::DictionaryWriter;

 private:
  size_t Measure(const Input&, Rows) const override { return 0; }
  int64_t AppendValues(const Input& input, Rows present, size_t bytes) override;
  bool PageIsFull() const override { return pending_.size() >= ColumnWriter::kPageBytes; }
  void AppendPlain(size_t number) override;
  void TakePlain(ByteBuffer& page) override;
  Status FinishChunk(Scratch& scratch) override;
  size_t PendingMemory() const override { return this->DictionaryMemory() + pending_.capacity(); }

  ByteBuffer pending_;  // PLAIN values
  ValueBounds<T> bounds_;
};

extern template class ValueWriter<int32_t>;
extern template class ValueWriter<int64_t>;
extern template class ValueWriter<double>;

}  // namespace weir::parquet
