// Access logs of the Apache HTTP server.
#pragma once

#include "line_format.hpp"
#include "parser.hpp"

namespace weir::parsers {

class Apache : public Parser {
 public:
  Apache() : Parser(about) {}
  static const OptionTable<Apache>& Options();
  std::string format;
  bool decode = true;

  static constexpr About about{.name = "apache",
                               .summary = "Reads access logs of the Apache HTTP server, by the LogFormat they were written with.",
                               .doc = R"(Each line becomes one row. The columns are those of the directives in `format`, in their order.

- `-`, quoted or not, is null. The empty text is empty in texts, and null in numbers and times.
- The request is divided at its first and its last space into `request_verb`, `request_url` and `request_proto`.
- `\"`, `\\`, `\xHH` and `\b` `\n` `\r` `\t` `\v` become what they stand for, everywhere: httpd escapes all fields. With
  `decode = false` texts keep them as written.
- A line without the last two fields of `combined` or `vhost_combined` is read as `common` or `vhost_common`.
- What stands behind the last field is left out, and the lines that have it are counted. Blank lines are dropped and counted.
- A line that can't be read is rejected with the byte (counted from 0) and what is missing there, or the field that is no number or time.)"};

 protected:
  Result<const Table*> table() override;
  std::unique_ptr<Finder> NewFinder() const override;

 private:
  std::unique_ptr<LineFormat> compiled_;
};

}  // namespace weir::parsers
