// CloudFront's records as JSON objects: which key's value stands where.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"
#include "records.hpp"
#include "spans.hpp"
#include "table.hpp"

namespace weir::parsers {

class CloudFrontJson {
 public:
  explicit CloudFrontJson(const Table& table);

  // Reads these rows of the chunk.
  void Find(const Chunk& chunk, std::span<const uint32_t> rows, Faults& faults);
  // Where the values of a field are, for the rows that were read; those of strings without their quotes.
  const Spans& spans(uint32_t field) const { return fields_[field - 1]; }
  // One byte a record: whether its strings may hold escapes.
  const uint8_t* escapes() const { return escapes_.data(); }
  // Appends a string of row `row` without its escapes; false, and nothing is appended, when it has none.
  bool Decode(uint32_t row, std::string_view text, std::string& out) const;
  std::string Finish();

 private:
  const char* Read(const Chunk& chunk, uint32_t row);
  const char* Set(const Chunk& chunk, uint32_t row, uint32_t field, simdjson::ondemand::value value);
  uint32_t FieldOf(std::string_view key, size_t number);

  const Table& table_;
  simdjson::ondemand::parser parser_;
  std::vector<Spans> fields_;
  std::array<uint8_t, kChunkRows> escapes_{};
  // The keys of the record before, in order, and their fields; 0 where it is not known.
  struct Key {
    std::string name;
    uint32_t field;
  };
  std::vector<Key> keys_;
  std::set<std::string> unknown_;
};

}  // namespace weir::parsers
