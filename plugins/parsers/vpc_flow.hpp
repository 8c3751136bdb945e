// Flow logs of VPCs and transit gateways.
#pragma once

#include <string>

#include "layout.hpp"
#include "parser.hpp"

namespace weir::parsers {

extern const Table kVpcFlow;

class VpcFlow : public Parser {
 public:
  VpcFlow() : Parser(about) {}
  static const OptionTable<VpcFlow>& Options();
  Status Create() override;
  std::string fields;

  static constexpr About about{
      .name = "vpc_flow",
      .summary = "Reads flow logs of VPCs and transit gateways, in the default format or any other: one row for each line.",
      .doc = R"(Each line becomes one row of 72 columns with native types: all fields of versions 2 to 11 and of transit gateways. What a
flow log does not have is null. The names and the order of the first 14 are those of athena-glue-service-logs; the others are
the official names with `_` for `-`, by the version that brought them.

- Which fields there are, and in which order, says the header line of an object, as S3 delivers them. Without one, as in
  CloudWatch Logs, the option `fields` says it; without that too it is the default format, the 14 fields of version 2.
- Names in a header that are not known are left out, and named at the end of the run. So are fields past the last that the
  header names; lines that have such are counted.
- `-` is null: lines with the status NODATA or SKIPDATA have it in all fields that are about traffic.
- `starttime`, the row's time, and `endtime` are Unix seconds.
- Fields are divided by one space; there are no quotes and no escapes.
- Blank lines are dropped and counted; a `\r` at a line's end is left out; a space there begins no field.
- A line with fewer fields than its header has, or with a time or a number that is none, is rejected as a whole. Only columns
  that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kVpcFlow; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override;
};

}  // namespace weir::parsers
