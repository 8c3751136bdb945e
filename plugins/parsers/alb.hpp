// Access logs of the Application Load Balancer.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kAlb;

class Alb : public Parser {
 public:
  Alb() : Parser(about) {}
  static const OptionTable<Alb>& Options();
  bool decode = true;

  static constexpr About about{
      .name = "alb",
      .summary = "Reads access logs of the Application Load Balancer: 18 to 34 fields a line, one row for each.",
      .doc = R"(Each line becomes one row of 40 columns with native types. The names are those of athena-glue-service-logs where it
has them; newer fields come after in the official order, then the client and the target divided into address and port.

- Older lines have fewer fields (18 in 2016, 34 in 2026): columns they do not have are null. Fields past the 34th are left
  out, and the lines that have them counted.
- `-`, quoted or not, is null; `""` is the empty text. `-1` is null in the three processing times, and a number elsewhere.
- Any field may be quoted or bare. Inside quotes `\"` is a quote, `\\` a backslash and `\xHH` a byte; any other backslash
  stands for itself. With `decode = false` text columns keep them as written.
- The request is divided at its first and its last space, so a URL may hold raw spaces, and `\x20` is not one of them.
  Malformed requests keep what they have:

  | request | request_verb | request_url | request_proto |
  |---|---|---|---|
  | `GET http://host:80/a b HTTP/1.1` | `GET` | `http://host:80/a b` | `HTTP/1.1` |
  | `GET http://host:80- -` | `GET` | `http://host:80-` | null |
  | `- http://host:80- -` | null | `http://host:80-` | null |
  | `- - -` or `-` | null | null | null |
  | `GET /` | `GET` | `/` | null |
  | `x` | null | `x` | null |

- `client_ip` and `target_ip` end at the last colon; the brackets of an IPv6 address are left out. `client_ip_port` and
  `target_ip_port` stay as written.
- Blank lines are dropped and counted; a `\r` at a line's end is left out; a space there begins no field.
- A line that can't be read as a whole is rejected as a whole, with the field, the byte (counted from 0) and what was wrong:
  fewer than 18 fields, a quote that is not closed or stands inside a field, no time, a time or a number that is none. Only
  columns that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &kAlb; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
