// Access logs of nginx.
#pragma once

#include "line_format.hpp"
#include "parser.hpp"

namespace weir::parsers {

enum class NginxEscapes { Default, Json, None };

class Nginx : public Parser {
 public:
  Nginx() : Parser(about) {}
  static const OptionTable<Nginx>& Options();
  std::string format;
  NginxEscapes escape = NginxEscapes::Default;
  bool decode = true;

  static constexpr About about{
      .name = "nginx",
      .summary = "Reads access logs of nginx, by the log_format they were written with.",
      .doc = R"(Each line becomes one row. The columns are the variables in `format`, in their order and by their names.

- The first of `$time_local`, `$time_iso8601` and `$msec` is the column `time`. `$request` is divided at its first and its last
  space into `request_verb`, `request_url` and `request_proto`.
- `-` is null, quoted or not. With `escape = "json"` or `"none"` nginx writes nothing for what is not there: that is null too.
- Escapes become what they stand for, as `escape` says; with `decode = false` texts keep them as written.
- What stands behind the last field is left out, and the lines that have it are counted. Blank lines are dropped and counted.
- A line that can't be read is rejected with the byte (counted from 0) and what is missing there, or the field that is no number or time.)"};

 protected:
  Result<const Table*> table() override;
  std::unique_ptr<Finder> NewFinder() const override;

 private:
  std::unique_ptr<LineFormat> compiled_;
};

}  // namespace weir::parsers
