// Server access logs of S3.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kS3Access;

class S3Access : public Parser {
 public:
  S3Access() : Parser(about) {}
  static const OptionTable<S3Access>& Options();

  static constexpr About about{
      .name = "s3_access",
      .summary = "Reads server access logs of S3: 18 to 27 fields a line, one row for each.",
      .doc = R"(Each line becomes one row of 28 columns with native types. The names and the order of the first 24 are those of
athena-glue-service-logs; newer fields come after in the official order, then the key decoded.

- Lines of 18, 24, 25, 26 or any other number of fields from 18 are read: columns they do not have are null. Fields past the
  27th are left out, and the lines that have them counted.
- `-`, quoted or not, is null; `""` is the empty text.
- S3 does not escape quotes in the request, the referrer and the user agent, which clients write. So what they hold is told
  by what stands around them: the request ends at the first quote that a status, an error code and four numbers follow; the
  user agent ends at the last quote of the line; the referrer ends at the first `" "` between the two. These texts stay as
  written, quotes in them included. What a client can do with that: a request with such numbers in it, or a referrer
  with `" "` in it, changes where the fields behind it begin; nothing in a user agent changes any other field.
- `time` stands in brackets: `[06/Feb/2019:00:00:38 +0000]`.
- `key` is as written, URL-encoded. `key_decoded` is what it stands for: S3 encodes the key twice, for BATCH.DELETE.OBJECT and
  S3.EXPIRE.OBJECT once. It is decoded as often, but only while all of it is an encoding: each `%` has two hexadecimal digits
  behind it, and there is neither a space nor a control character nor a byte past ASCII. A `+` is a plus.
- Blank lines are dropped and counted; a `\r` and a space at a line's end are left out.
- A line that can't be read is rejected as a whole, with the byte (counted from 0) and what was wrong. Only columns that
  somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kS3Access; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
