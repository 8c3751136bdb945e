// Finds the fields of delimited text: cut at a separator, with or without quotes around them; where the table says, or where a layout
// does, which a format's own finder sets when it has seen a header.
#pragma once

#include <set>
#include <string>

#include "cut.hpp"
#include "finder.hpp"
#include "layout.hpp"

namespace weir::parsers {

class Delimited : public Finder {
 public:
  // `decodes`: whether escapes in quoted fields become what they stand for.  The table must stay.
  Delimited(const Table& table, bool decodes);

  void Find(const Chunk& chunk, Faults& faults) override;
  const Spans& Take(const Chunk& chunk, uint32_t field) override;
  bool Lacks(uint32_t field) const override { return layout_.place(field) == 0; }
  const uint8_t* escapes() const override { return decodes_ ? cutter_.escapes() : nullptr; }
  bool Decode(std::string_view text, char before, std::string& out) const override;
  std::string Explain(const Fault& fault) const override;
  std::string Finish() override;

 protected:
  // What Finish says about records with more fields than are known.
  std::string FinishLonger();
  // Of the records that follow.
  void SetLayout(Layout layout);
  // What stands in this place of a record, without the quotes around it; where the record's bytes begin in the chunk's base.
  std::string_view Value(const char* base, uint32_t row, uint32_t place) const;
  uint32_t RecordStart(uint32_t row) const { return cutter_.after(1)[row] + 1; }
  // Whether a record with too few fields is none of the delimited ones, so that it has no fault.
  virtual bool IsOther(std::string_view /*record*/) const { return false; }

 private:
  const Table& table_;
  const bool decodes_;
  Layout layout_;
  Cutter cutter_;
  Spans spans_;
  Spans absent_;                   // for fields that the layout does not have
  std::set<std::string> unknown_;  // names in headers
  uint64_t longer_ = 0;            // records with more fields than the table knows
};

}  // namespace weir::parsers
