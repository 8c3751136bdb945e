// Where the fields of a table stand in records that have an order of their own, which a header line or an option tells by names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "table.hpp"

namespace weir::parsers {

class Layout {
 public:
  // Names past these are left out: each costs every lane about a kilobyte, and a header of a mebibyte has half a million.
  static constexpr uint32_t kMostFields = 16384;

  // Each field where its number says.
  explicit Layout(const Table& table);
  // As these names stand, one for each field of a record; all of them must be there.  Of a name that comes twice the first one counts.
  Layout(const Table& table, std::span<const std::string_view> names);

  // A layout in which `field` stands where `like` does, or nowhere when `like` is 0.
  void Move(uint32_t field, uint32_t like) {
    places_[field] = like == 0 ? 0 : places_[like];
    has_all_ &= places_[field] != 0;
  }
  // Only as many of the fields as this must be there.
  void AllowShorter(uint32_t least_fields) { least_fields_ = least_fields; }

  // From 1; 0: records have no such field.
  uint32_t place(uint32_t field) const { return places_[field]; }
  bool has_all() const { return has_all_; }
  // How many fields records have, and how many at least.
  uint32_t fields() const { return fields_; }
  uint32_t least_fields() const { return least_fields_; }
  // Names that the table does not have.
  const std::vector<std::string>& unknown() const { return unknown_; }

 private:
  std::vector<uint32_t> places_;  // by field; 0 is none
  bool has_all_ = true;
  uint32_t fields_, least_fields_;
  std::vector<std::string> unknown_;
};

// The words of a line, which spaces and tabs divide.
std::vector<std::string_view> Words(std::string_view line);

}  // namespace weir::parsers
