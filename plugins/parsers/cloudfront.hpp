// Access logs of CloudFront.
#pragma once

#include <string>
#include <vector>

#include "parser.hpp"

namespace weir::parsers {

extern const Table kCloudFront;

class CloudFront : public Parser {
 public:
  CloudFront() : Parser(about) {}
  static const OptionTable<CloudFront>& Options();
  Status Create() override;
  std::vector<std::string> percent_decode;

  static constexpr About about{
      .name = "cloudfront",
      .summary = "Reads access logs of CloudFront: standard ones, those of v2 with any fields, as lines or JSON, and those of RTMP.",
      .doc = R"(Each record becomes one row of 75 columns with native types. The names and the order of the first 23 are those of
athena-glue-service-logs, with the date and the time joined in `time`; then come the newer standard fields, those of v2, and
those of RTMP. What a record does not have is null.

- Which fields a line has, and in which order, says the `#Fields:` line of the object. Without one a line has the 33 standard
  fields in their order, or as many of them, from 12, as it had in its time. RTMP logs need their `#Fields:` line.
- Names in `#Fields:` that are not known are left out, and named at the end of the run. So are fields past the last that it
  names; lines that have such are counted.
- A record that begins with `{` is a JSON object, as v2 writes them, whose keys are the names of `#Fields:`. Keys that are not
  known are left out, and named at the end of the run. Null is null, arrays and objects are their JSON text.
- `time` is the date and the time; where a record lacks one of them it is `timestamp(ms)`.
- `-` is null. Nothing in a line is an escape; in JSON strings escapes become what they stand for.
- CloudFront percent-encodes what viewers send. `percent_decode = ["useragent"]` decodes the columns it names. Lines up to
  2018, about, have the user agent encoded twice, so a text is decoded a second time if all of the result is still an encoding:
  each `%` with two hexadecimal digits behind it, no space, no control character, and no byte past ASCII. A text that is no
  encoding to begin with stays as it is, so decoding what was decoded does no harm.
- Lines that begin with `#` are dropped and counted, wherever they stand; so are blank lines. A `\r` at a line's end is left out.
- A record that can't be read is rejected as a whole, with the field, the byte (counted from 0) and what was wrong. Only
  columns that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kCloudFront; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override { framing.head = "^#"; }

 private:
  std::vector<uint32_t> encoded_;  // the fields to decode
};

}  // namespace weir::parsers
