// Error logs of nginx.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kNginxError;

class NginxError : public Parser {
 public:
  NginxError() : Parser(about) {}
  static const OptionTable<NginxError>& Options();

  static constexpr About about{.name = "nginx_error", .summary = "Reads error logs of nginx.", .doc = R"(Each line becomes one row:

    2024/01/15 10:30:45 [error] 7#8: *67 open() "/x" failed (2: No such file or directory), client: 1.2.3.4, server: h, request: "GET /x HTTP/1.1"

- What nginx adds at the end (client, server, request, subrequest, upstream, host, referrer) has columns; the message is what stands
  before it.
- The request is divided at its first and its last space into `request_verb`, `request_url` and `request_proto`.
- Times have no zone, and are taken as UTC. nginx escapes nothing here, so nothing is decoded.
- Blank lines are dropped and counted. Lines that do not begin with time, level, `pid#tid:` are rejected.)"};

 protected:
  Result<const Table*> table() override { return &kNginxError; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
