#include "audit.hpp"

#include <gtest/gtest.h>

#include "schema.hpp"

namespace weir::parsers::test {
namespace {

TEST(Audit, BothHaveTheSameColumns) {
  const std::string columns = NamesAndTypes(*Describe<AuroraAudit>(), "");
  EXPECT_EQ(
      columns,
      "time tsu:UTC\nserverhost vu\nusername vu\nhost vu\nconnectionid l\nqueryid l\noperation vu\ndatabase vu\nobject vu\nretcode l\n"
      "connection_type l\n");
  EXPECT_EQ(NamesAndTypes(*Describe<RdsAudit>(), ""), columns);
  EXPECT_TRUE(IsDocumented(kAuroraAudit));
  EXPECT_TRUE(IsDocumented(kRdsAudit));
}

}  // namespace
}  // namespace weir::parsers::test
