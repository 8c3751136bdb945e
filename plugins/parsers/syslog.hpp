// Messages of syslog, of RFC 3164 and RFC 5424.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kSyslog;

class Syslog : public Parser {
 public:
  enum class Framing { Lines, OctetCounted };
  enum class StructuredData { Json, Text };

  Syslog() : Parser(about) {}
  static const OptionTable<Syslog>& Options();
  Framing framing = Framing::Lines;
  StructuredData structured_data = StructuredData::Json;

  static constexpr About about{
      .name = "syslog",
      .summary = "Reads messages of syslog, of RFC 3164 and RFC 5424.",
      .doc = R"(Each message becomes one row. Both forms are told apart message by message, by the version behind the priority:

    <34>Oct 11 22:14:15 mymachine su[7]: 'su root' failed
    <165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 iut="3"] An application event

- The priority may be missing, as in files. `pri` is its number, `facility` and `severity` are the names of its parts.
- Times of RFC 3164 have neither year nor zone: the year is the latest that does not put the time more than a day into the future, and
  the zone is UTC. A year, decimals, and times like those of RFC 5424 are read too.
- Of RFC 3164, `app_name` and `procid` are the tag and what stands in brackets behind it; both are null when the text
  begins with no tag, and the hostname is null when the tag stands where it should.
- Of RFC 5424, `-` is null, the byte order mark before the message is left out, and structured data is a text of JSON:
  `{"exampleSDID@32473":{"iut":"3"}}`. A name that comes again has a list of values.
- Blank lines are dropped and counted. Messages without a time, or with structured data that is malformed, are rejected.)"};

 protected:
  Result<const Table*> table() override { return &kSyslog; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& how) const override {
    if (framing == Framing::OctetCounted) how.kind = WEIR_OCTET_COUNTED;
  }
};

}  // namespace weir::parsers
