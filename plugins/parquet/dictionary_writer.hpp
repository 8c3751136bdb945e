// What columns with a dictionary share: pending values are indices into it for as long as that pays.  The first page decides
// whether it does; when the dictionary is full later on, the following pages are PLAIN.
#pragma once

#include <cassert>
#include <vector>

#include "column_writer.hpp"
#include "hybrid.hpp"

namespace weir::parquet {

template <class Dictionary>
class DictionaryWriter : public ColumnWriter {
 public:
  explicit DictionaryWriter(Habit& habit) : habit_(habit) {
    if (habit_.row_groups_to_skip == 0) return;
    --habit_.row_groups_to_skip;
    plain_ = true;
  }

 protected:
  // Appends the dictionary's value of that number to the pending PLAIN values.
  virtual void AppendPlain(size_t number) = 0;
  virtual void TakePlain(ByteBuffer& page) = 0;

  // To be asked before values are taken in.  A column that hardly repeats shows it long before its first page is full: with no more repeats
  // than this, values drawn evenly would be more than a dictionary takes.
  void GiveUpEarly() {
    if (plain_ || decided_ || indices_.size() < kFewestToJudge) return;
    if (dictionary_.size() > indices_.size() - indices_.size() / 32) GiveUp();
  }

  // The dictionary has no room for the next value.  When indices are pending their page has to end first, and the answer is
  // true; otherwise values are PLAIN from here on.
  bool MustEndPage() {
    if (!indices_.empty()) return full_ = true;
    plain_ = true;
    return false;
  }

  Mark Pending() const override { return {indices_.size(), indexed_bytes_, 0}; }
  void GoBack(const Mark& mark) override {
    indices_.resize(mark.indices);
    indexed_bytes_ = mark.indexed_bytes;
  }
  void GoPlain() final {
    assert(indices_.empty());
    plain_ = true;
  }

  Encoding EncodePage(ByteBuffer& page) final {
    if (!plain_ && !decided_ && !indices_.empty()) {
      decided_ = true;
      if (!Pays()) GiveUp();
    }
    const bool indexed = !plain_ && !indices_.empty();
    if (indexed)
      TakeIndices(page);
    else
      TakePlain(page);  // perhaps nothing: nulls before the first value
    plain_ |= full_;
    indexed_bytes_ = 0;
    return indexed ? Encoding::RleDictionary : Encoding::Plain;
  }

  Status AddDictionaryPage(Scratch& scratch) {
    if (chunk_.dictionary_pages() == 0) return {};
    return chunk_.SetDictionary(dictionary_.page(), dictionary_.size(), scratch.compressor);
  }
  size_t DictionaryMemory() const { return dictionary_.memory() + indices_.capacity() * sizeof(uint16_t); }

  Dictionary dictionary_;
  std::vector<uint16_t> indices_;  // pending, while not plain_
  size_t indexed_bytes_ = 0;       // what they would take as PLAIN values
  bool plain_ = false;

 private:
  static constexpr size_t kFewestToJudge = 4096;

  bool Pays() const {
    const size_t packed = indices_.size() * static_cast<size_t>(BitWidth(dictionary_.size())) / 8;
    // Later pages bring fewer new values than the first, so that even a draw pays; if they do not, the dictionary is soon full.
    return dictionary_.page().size() + packed <= indexed_bytes_;
  }
  // The chunk will be without a dictionary: the pending indices become values.
  void GiveUp() {
    plain_ = true;
    for (const uint16_t number : indices_) AppendPlain(number);
    std::vector<uint16_t>().swap(indices_);
    dictionary_.Clear();
    habit_.row_groups_to_skip = Habit::kPause;
  }
  void TakeIndices(ByteBuffer& page) {
    const int width = BitWidth(dictionary_.size());
    const char first = static_cast<char>(width);
    page.Append(&first, 1);
    EncodeHybrid(indices_.data(), indices_.size(), width, page);
    indices_.clear();
  }

  Habit& habit_;
  bool decided_ = false;
  bool full_ = false;
};

}  // namespace weir::parquet
