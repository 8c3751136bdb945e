// Audit logs of databases that speak MySQL: those of Aurora, and those of the plugin of MariaDB that RDS has.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kAuroraAudit, kRdsAudit;

class AuroraAudit : public Parser {
 public:
  AuroraAudit() : Parser(about) {}
  static const OptionTable<AuroraAudit>& Options();
  bool decode = true;

  static constexpr About about{.name = "aurora_audit", .summary = "Reads audit logs of Aurora MySQL.", .doc = R"(Each line becomes one row:

    1569950000123456,server-1,admin,10.0.0.1,5,10,QUERY,test,'SELECT \'a\', 1',0

- The first eight fields end at a comma. The object is what stands before the return code, so its commas are text, and so are its
  quotes; the quotes around it are left out.
- In quotes `\'`, `\"`, `\\`, `\b`, `\f`, `\n`, `\r` and `\t` become what they stand for; with `decode = false` they stay as written.
- A field that is empty is null; an object in quotes that is empty is the empty text.
- The time is a number of microseconds. Lines of several files are not in order.
- Blank lines are dropped and counted. A line with fewer fields, or a number that is none, is rejected.)"};

 protected:
  Result<const Table*> table() override { return &kAuroraAudit; }
  std::unique_ptr<Finder> NewFinder() const override;
};

class RdsAudit : public Parser {
 public:
  RdsAudit() : Parser(about) {}
  static const OptionTable<RdsAudit>& Options();
  bool decode = true;

  static constexpr About about{
      .name = "rds_audit", .summary = "Reads audit logs of RDS for MySQL and for MariaDB.", .doc = R"(Each line becomes one row:

    20240115 10:30:45,server-1,admin,10.0.0.1,5,10,QUERY,test,'SELECT \'a\', 1',0

- The first eight fields end at a comma. The object is what stands before the return code, so its commas are text, and so are its
  quotes; the quotes around it are left out.
- Behind the return code RDS for MySQL has the kind of the connection.
- In quotes `\'`, `\"`, `\\`, `\b`, `\f`, `\n`, `\r` and `\t` become what they stand for; with `decode = false` they stay as written.
- A field that is empty is null; an object in quotes that is empty is the empty text.
- The time has no zone, and is taken as UTC, which RDS writes.
- Blank lines are dropped and counted. A line with fewer fields, or a number that is none, is rejected.)"};

 protected:
  Result<const Table*> table() override { return &kRdsAudit; }
  std::unique_ptr<Finder> NewFinder() const override;
};

}  // namespace weir::parsers
