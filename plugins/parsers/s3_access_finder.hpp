// Finds the fields of S3's access records, in which clients may write anything, quotes included, into the request, the referrer and the
// user agent: what stands around these three tells where they end.
#pragma once

#include <string>
#include <string_view>

#include "finder.hpp"
#include "marks.hpp"
#include "table.hpp"

namespace weir::parsers {

class S3AccessFinder final : public RecordFinder {
 public:
  explicit S3AccessFinder(const Table& table) : RecordFinder(table.fields), table_(table) {}

  // Only the key has escapes.
  const uint8_t* escapes_of(uint32_t field) const override;
  bool DecodeField(uint32_t field, uint32_t row, std::string_view text, char before, std::string& out) const override;
  bool Decode(std::string_view text, char before, std::string& out) const override;
  std::string Finish() override;

 protected:
  const char* Read(std::string_view record) override;

 private:
  const char* ReadHead();
  const char* ReadRequest();
  const char* ReadClient();
  const char* ReadTail();
  // Takes the text before the next space, and the space; all that is left where there is none.
  std::string_view TakeWord();
  // Takes the text between the quote that is next and that at `end`, and the space behind.
  std::string_view TakeQuoted(size_t end);
  const char* here() const { return text_.data() + at_; }
  bool at_end() const { return at_ == text_.size(); }

  // The record, and how much of it is read.
  std::string_view text_;
  size_t at_ = 0;
  Marks marks_;

  const Table& table_;
  uint64_t longer_ = 0;         // records with more fields than the table knows
  int times_[kChunkRows] = {};  // how often the key of each record was encoded
};

}  // namespace weir::parsers
