// Finds the fields of CloudFront's records: lines in the order that #Fields: says, and JSON objects, in any mixture.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cloudfront_json.hpp"
#include "delimited.hpp"

namespace weir::parsers {

class CloudFrontFinder final : public Delimited {
 public:
  // `encoded`: the fields whose percent-encoding is to be decoded.
  CloudFrontFinder(const Table& table, std::span<const uint32_t> encoded);

  void SetHead(std::string_view head) override;
  void Find(const Chunk& chunk, Faults& faults) override;
  const Spans& Take(const Chunk& chunk, uint32_t field) override;
  const uint8_t* escapes_of(uint32_t field) const override;
  bool DecodeField(uint32_t field, uint32_t row, std::string_view text, char before, std::string& out) const override;
  std::string Finish() override;

 protected:
  bool IsOther(std::string_view record) const override { return record.starts_with('{'); }

 private:
  const Table& table_;
  const Layout usual_;                       // of lines when there is no header
  std::vector<uint8_t> encoded_;             // by field
  std::vector<uint32_t> json_;               // the rows of the chunk that are JSON
  std::unique_ptr<CloudFrontJson> objects_;  // of these; made for the first
  Spans mixed_;
};

}  // namespace weir::parsers
