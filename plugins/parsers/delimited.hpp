// Finds the fields of delimited text: cut at a separator, with or without quotes around them.
#pragma once

#include "cut.hpp"
#include "finder.hpp"

namespace weir::parsers {

class Delimited : public Finder {
 public:
  // `decodes`: whether escapes in quoted fields become what they stand for.  The table must stay.
  Delimited(const Table& table, bool decodes);

  void Find(const Chunk& chunk, Faults& faults) override;
  const Spans& Take(const Chunk& chunk, uint32_t field) override;
  const uint8_t* escapes() const override { return decodes_ ? cutter_.escapes() : nullptr; }
  bool Decode(std::string_view text, char before, std::string& out) const override;
  std::string Explain(const Fault& fault) const override;
  std::string Finish() override;

 private:
  const Table& table_;
  const bool decodes_;
  Cutter cutter_;
  Spans spans_;
  uint64_t longer_ = 0;  // records with more fields than the table knows
};

}  // namespace weir::parsers
