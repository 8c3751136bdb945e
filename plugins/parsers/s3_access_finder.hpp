// Finds the fields of S3's access records, in which clients may write anything, quotes included, into the request, the referrer and the
// user agent: what stands around these three tells where they end.
#pragma once

#include <string>

#include "finder.hpp"
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
  const char* ReadHead(std::string_view& left);
  const char* ReadRequest(std::string_view& left);
  const char* ReadClient(std::string_view& left);
  const char* ReadTail(std::string_view left);

  const Table& table_;
  uint64_t longer_ = 0;         // records with more fields than the table knows
  int times_[kChunkRows] = {};  // how often the key of each record was encoded
};

}  // namespace weir::parsers
