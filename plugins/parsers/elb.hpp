// Access logs of the Classic Load Balancer.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kElb;

class Elb : public Parser {
 public:
  Elb() : Parser(about) {}
  static const OptionTable<Elb>& Options();
  bool decode = true;

  static constexpr About about{.name = "elb",
                               .summary = "Reads access logs of the Classic Load Balancer: 12 to 15 fields a line, one row for each.",
                               .doc = R"(Each line becomes one row of 21 columns with native types. The names and the order are those of
athena-glue-service-logs; the client and the target, divided into address and port, come after.

- Lines of 12 fields, which end with the request, have no user agent, cipher and protocol: these are null. Fields past the
  15th are left out, and the lines that have them counted.
- `-`, quoted or not, is null; `""` is the empty text. `-1` is null in the three processing times.
- TCP and SSL listeners write `-` for both statuses and `"- - - "` for the request: all of it is null.
- Any field may be quoted or bare. Inside quotes `\"` is a quote, `\\` a backslash and `\xHH` a byte; any other backslash
  stands for itself. With `decode = false` text columns keep them as written.
- The request is divided at its first and its last space. What is malformed keeps what it has: of
  `GET http://www.example.com:80- -` the verb is `GET`, the URL `http://www.example.com:80-`, and there is no protocol.
- `client_ip` and `target_ip` end at the last colon; the brackets of an IPv6 address are left out. `client_ip_port` and
  `target_ip_port` stay as written.
- Blank lines are dropped and counted; a `\r` at a line's end is left out; a space there begins no field.
- A line that can't be read is rejected as a whole, with the field, the byte (counted from 0) and what was wrong. Only
  columns that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kElb; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
