// CloudTrail: management, data, network activity and insight events.
#pragma once

#include "json_paths.hpp"
#include "parser.hpp"

namespace weir::parsers {

extern const Table kCloudTrail;

class CloudTrail : public Parser {
 public:
  CloudTrail() : Parser(about) {}
  static const OptionTable<CloudTrail>& Options();
  Status Create() override;
  bool decode = true;

  static constexpr About about{
      .name = "cloudtrail",
      .summary = "Reads CloudTrail events: one row for each, nested values as JSON.",
      .doc = R"(Each event becomes one row. A log file is one object with a list, `Records`; the runner cuts it into events. The
columns are those of athena-glue-service-logs, in its order; newer fields come after in the official order, then four values of
`userIdentity`.

- Columns named `json_...` hold JSON as it is written: keys and types in them differ from event to event.
- `resources` is a list of structs of the texts `arn` (of the key `ARN` or `arn`), `accountid` and `type`.
- A field that an event does not have, or that is JSON `null`, is null. Of a key that stands twice in an object the last counts.
  Keys that are no column are left out.
- Texts lose their escapes: `\"`, `\n`, `\u00e9`, `\ud83d\ude00`. Half of a pair of surrogates becomes U+FFFD. With `decode = false`
  text columns keep them as written; `json_...` columns always do.
- A value of another type in a text column is kept as JSON: a number, `true`, an object.
- Insight events are events like others and have `json_insightdetails`.
- Digest files, which list log files, are not logs: they are rejected, and the reason says so. Leave the folder `CloudTrail-Digest` out
  of the source's path.
- What is not JSON as a whole, down to the deepest value, is rejected with the byte (counted from 0) and what was wrong; so is an
  event without `eventTime`, and a time or a boolean that is none. Only columns that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kCloudTrail; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override;

 private:
  JsonPaths paths_;
};

}  // namespace weir::parsers
