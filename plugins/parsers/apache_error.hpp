// Error logs of the Apache HTTP server.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kApacheError;

class ApacheError : public Parser {
 public:
  ApacheError() : Parser(about) {}
  static const OptionTable<ApacheError>& Options();
  bool decode = true;

  static constexpr About about{.name = "apache_error",
                               .summary = "Reads error logs of the Apache HTTP server, as 2.2 and 2.4 write them.",
                               .doc = R"(Each line becomes one row:

    [Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] client denied by server configuration: /export
    [Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187:35] AH00128: File does not exist: /x

- Both forms are told apart line by line. What a line does not have is null.
- Times have no zone, and are taken as UTC.
- The place in the source, the error of the system (`(13)Permission denied`) and the code (`AH00128`) are taken off the message's
  front, and the referer off its end.
- `\"`, `\\`, `\xHH` and `\b` `\n` `\r` `\t` `\v` become what they stand for; with `decode = false` texts keep them as written.
- Blank lines are dropped and counted. Lines that do not begin with a time and a level in brackets, such as what a script wrote,
  are rejected.)"};

 protected:
  Result<const Table*> table() override { return &kApacheError; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
