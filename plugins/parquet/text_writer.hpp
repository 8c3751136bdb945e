// Columns of text, in all its layouts, and of bytes.
#pragma once

#include "dictionary_writer.hpp"
#include "plain_text.hpp"
#include "text_dictionary.hpp"

namespace weir::parquet {

class TextWriter final : public DictionaryWriter<TextDictionary> {
 public:
  // `text`: values have to be UTF-8, and what is not is repaired.
  TextWriter(Habit& habit, bool text) : DictionaryWriter(habit), text_(text), pending_(text) {}
  uint64_t repaired() const override { return repaired_ + pending_.repaired(); }

 private:
  size_t Measure(const Input& input, Rows present) const override;
  int64_t AppendValues(const Input& input, Rows present, size_t bytes) override;
  bool PageIsFull() const override { return pending_.page().size() >= kPageBytes || indexed_bytes_ >= kMostIndexed; }
  Mark Pending() const override { return {indices_.size(), indexed_bytes_, repaired_}; }
  void GoBack(const Mark& mark) override {
    DictionaryWriter::GoBack(mark);
    repaired_ = mark.repaired;
  }
  void AppendPlain(size_t number) override { pending_.AppendChecked(dictionary_[number]); }
  void TakePlain(ByteBuffer& page) override;
  Status FinishChunk(Scratch& scratch) override;
  size_t PendingMemory() const override;

  int64_t Index(const Input& input, Rows present);
  // These take rows into the dictionary until it is full, and return how many they took.
  int64_t IndexViews(const TextViews& values, Rows rows);
  int64_t IndexOffsets(const OffsetTexts& values, Rows rows);
  int64_t IndexDictionary(const DictionaryTexts& values, Rows rows, uint64_t batch);
  int32_t FindOrAdd(std::string_view value);
  int32_t AddNew(std::string_view value);

  // A page of indices of long values: nobody wants to decode more than this at once.
  static constexpr size_t kMostIndexed = 16 << 20;

  bool text_;
  PlainText pending_;
  uint64_t repaired_ = 0;
  // Number here of each value of an incoming dictionary, once it was met; of one batch.
  std::vector<int32_t> numbers_;
  uint64_t numbers_batch_ = 0;
};

}  // namespace weir::parquet
