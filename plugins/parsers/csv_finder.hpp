// Finds the fields of comma-separated values whose header line says where they stand.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "delimited.hpp"

namespace weir::parsers {

// The names in a header line, without the quotes around them.
std::vector<std::string> HeaderNames(std::string_view head, char separator);

class CsvFinder : public Delimited {
 public:
  // `null`: what stands for no value, where it is not in quotes.  Both must stay.
  CsvFinder(const Table& table, const std::string& null);

  // "" leaves the layout: records without a header have the table's fields in its order.
  void SetHead(std::string_view head) override;
  const Spans& Take(const Chunk& chunk, uint32_t field) override;
  std::string Finish() override;

 protected:
  // What the table calls a field of this heading.
  virtual std::string NameOf(std::string_view heading) const { return std::string(heading); }

 private:
  const Table& table_;
  const std::string& null_;
  std::vector<bool> is_text_;  // by field
  Spans spans_;
  std::set<std::string> lacking_;  // names that headers did not have
};

}  // namespace weir::parsers
