// The keeper of a table against a catalog in memory, which fails where it is told to.
#include "catalog/catalog.hpp"

#include <gtest/gtest.h>

#include <map>

#include "catalog/tables.hpp"

namespace weir::catalog {
namespace {

using nlohmann::json;

// What Glue is to these tests: one database with one table.
struct World {
  bool has_database = false;
  json table;  // null: none
  int version = 0;
  std::set<std::vector<std::string>> partitions;
  size_t columns_of_partitions = 0;  // of the last one
  std::vector<std::string> calls;
  size_t most_at_once = 0;
  // What the next calls of an operation answer instead: status and error code.
  std::map<std::string, std::vector<std::pair<int, std::string>>> failures;
  // Called before an operation.
  std::function<void(const std::string& operation)> before;

  static aws::Reply Error(int status, const std::string& code) {
    return {status, {}, json{{"__type", code}, {"Message", "as told"}}.dump()};
  }

  Result<aws::Reply> Answer(const std::string& operation, const std::string& body) {
    calls.push_back(operation);
    if (before) before(operation);
    if (auto& told = failures[operation]; !told.empty()) {
      const auto [status, code] = told.front();
      told.erase(told.begin());
      return Error(status, code);
    }
    const json asked = json::parse(body);
    if (operation == "CreateDatabase") {
      has_database = true;
    } else if (operation == "CreateTable") {
      if (!has_database) return Error(400, "EntityNotFoundException");
      if (!table.is_null()) return Error(400, "AlreadyExistsException");
      table = asked["TableInput"];
    } else if (table.is_null()) {
      return Error(400, "EntityNotFoundException");
    } else if (operation == "GetTable") {
      json given = table;
      given["VersionId"] = std::to_string(version);
      return aws::Reply{200, {}, json{{"Table", given}}.dump()};
    } else if (operation == "UpdateTable") {
      if (asked["VersionId"] != std::to_string(version)) return Error(400, "ConcurrentModificationException");
      table = asked["TableInput"];
      ++version;
    } else if (operation == "BatchCreatePartition") {
      return CreatePartitions(asked);
    } else if (operation == "BatchGetPartition") {
      return GetPartitions(asked);
    }
    return aws::Reply{200, {}, "{}"};
  }

  aws::Reply CreatePartitions(const json& asked) {
    json errors = json::array();
    most_at_once = std::max(most_at_once, asked["PartitionInputList"].size());
    for (const json& one : asked["PartitionInputList"]) columns_of_partitions = one["StorageDescriptor"]["Columns"].size();
    for (const json& one : asked["PartitionInputList"])
      if (!partitions.insert(one["Values"].get<std::vector<std::string>>()).second)
        errors.push_back({{"PartitionValues", one["Values"]}, {"ErrorDetail", {{"ErrorCode", "AlreadyExistsException"}}}});
    return {200, {}, json{{"Errors", errors}}.dump()};
  }

  // Half of what it is asked for at once is more than it does.
  aws::Reply GetPartitions(const json& asked) {
    json found = json::array(), left = json::array();
    for (const json& one : asked["PartitionsToGet"]) {
      if (left.size() < asked["PartitionsToGet"].size() / 2)
        left.push_back(one);
      else if (partitions.contains(one["Values"].get<std::vector<std::string>>()))
        found.push_back(one);
    }
    return {200, {}, json{{"Partitions", found}, {"UnprocessedKeys", left}}.dump()};
  }

  Glue glue() {
    return Glue([this](const std::string& operation, const std::string& body) { return Answer(operation, body); });
  }
  int count(const std::string& operation) const { return static_cast<int>(std::ranges::count(calls, operation)); }
};

const Table kTable = TableOf({{"a", "int"}});

Catalog CatalogOf(World& world, Evolve evolve = Evolve::Add, const Table& table = kTable) {
  return Catalog(table, evolve, Catalog::Role::Written, {}, world.glue());
}

std::set<Partition> Days(int count) {
  std::set<Partition> partitions;
  for (int i = 0; i < count; ++i) partitions.insert({{std::to_string(i)}, "s3://b/lake/day=" + std::to_string(i)});
  return partitions;
}

TEST(Catalog, MakesDatabaseAndTableOnce) {
  World world;
  Catalog catalog = CatalogOf(world);
  ASSERT_TRUE(catalog.Ensure().ok());
  EXPECT_EQ(TableInput(kTable), world.table);
  ASSERT_TRUE(catalog.Ensure().ok());
  EXPECT_EQ((std::vector<std::string>{"GetTable", "CreateTable", "CreateDatabase", "CreateTable", "GetTable"}), world.calls);
}

TEST(Catalog, TakesATableThatSomebodyElseMadeMeanwhile) {
  World world;
  world.has_database = true;
  world.before = [&world](const std::string& operation) {
    if (operation == "CreateTable") world.table = TableInput(TableOf({{"b", "string"}}));
  };
  ASSERT_TRUE(CatalogOf(world).Ensure().ok());
  EXPECT_EQ(2u, world.table["StorageDescriptor"]["Columns"].size());
}

TEST(Catalog, RefusesATableThatSomebodyElseMadeMeanwhileAndIsAnother) {
  World world;
  world.has_database = true;
  world.before = [&world](const std::string& operation) {
    if (operation == "CreateTable") world.table = TableInput(TableOf({{"a", "string"}}));
  };
  EXPECT_EQ(WEIR_E_CONFIG, CatalogOf(world).Ensure().code());
}

TEST(Catalog, ReadsATableAgainThatChangedUnderIt) {
  World world;
  world.has_database = true;
  world.table = TableInput(kTable);
  int left = 3;
  world.before = [&](const std::string& operation) {
    if (operation != "UpdateTable" || left-- <= 0) return;
    world.table["StorageDescriptor"]["Columns"].push_back({{"Name", "other" + std::to_string(left)}, {"Type", "int"}});
    ++world.version;
  };
  ASSERT_TRUE(CatalogOf(world, Evolve::Add, TableOf({{"a", "int"}, {"b", "int"}})).Ensure().ok());
  EXPECT_EQ(5u, world.table["StorageDescriptor"]["Columns"].size());
  EXPECT_EQ(4, world.count("UpdateTable"));
}

TEST(Catalog, GivesPartitionsTheColumnsThatTheTableHasThen) {
  World world;
  world.has_database = true;
  world.table = TableInput(kTable);
  Catalog catalog = CatalogOf(world, Evolve::Add, TableOf({{"a", "int"}, {"b", "int"}}));
  ASSERT_TRUE(catalog.Ensure().ok());
  ASSERT_TRUE(catalog.Register(Days(1)).ok());
  EXPECT_EQ(2u, world.columns_of_partitions);
}

TEST(Catalog, GivesUpOnATableThatAlwaysChanges) {
  World world;
  world.has_database = true;
  world.table = TableInput(kTable);
  world.before = [&](const std::string& operation) { world.version += operation == "UpdateTable" ? 1 : 0; };
  EXPECT_EQ(WEIR_E_RETRY, CatalogOf(world, Evolve::Add, TableOf({{"a", "int"}, {"b", "int"}})).Ensure().code());
}

TEST(Catalog, LetsTheOwnersColumnsBe) {
  World world;
  world.has_database = true;
  Table theirs = TableOf({{"a", "map<string,string>"}});
  world.table = TableInput(theirs);
  Catalog catalog(kTable, Evolve::Frozen, Catalog::Role::Found, {}, world.glue());
  EXPECT_TRUE(catalog.Ensure().ok());
  EXPECT_EQ(TableInput(theirs), world.table);
}

TEST(Catalog, RegistersAHundredPartitionsAtOnce) {
  World world;
  Catalog catalog = CatalogOf(world);
  ASSERT_TRUE(catalog.Register(Days(250)).ok());
  EXPECT_EQ(250u, world.partitions.size());
  EXPECT_EQ(100u, world.most_at_once);
  EXPECT_EQ(3, world.count("BatchCreatePartition"));
  ASSERT_TRUE(catalog.Register(Days(250)).ok());
  EXPECT_EQ(3, world.count("BatchCreatePartition"));
}

TEST(Catalog, RegistersPartitionsThatAreThereAlready) {
  World world;
  ASSERT_TRUE(CatalogOf(world).Register(Days(3)).ok());
  ASSERT_TRUE(CatalogOf(world).Register(Days(5)).ok());
  EXPECT_EQ(5u, world.partitions.size());
}

TEST(Catalog, AsksWhichPartitionsAreMissing) {
  World world;
  ASSERT_TRUE(CatalogOf(world).Register(Days(40)).ok());
  ASSERT_TRUE(CatalogOf(world).Register(Days(42), true).ok());
  EXPECT_EQ(42u, world.partitions.size());
  EXPECT_EQ(2, world.count("BatchCreatePartition"));
  ASSERT_TRUE(CatalogOf(world).Register(Days(42), true).ok());
  EXPECT_EQ(2, world.count("BatchCreatePartition"));
}

TEST(Catalog, MakesATableAnewThatWasDropped) {
  World world;
  Catalog catalog = CatalogOf(world);
  ASSERT_TRUE(catalog.Register(Days(2)).ok());
  world.table = nullptr;
  world.partitions.clear();
  ASSERT_TRUE(catalog.Register(Days(3)).ok());
  EXPECT_EQ(1u, world.partitions.size());
  EXPECT_FALSE(world.table.is_null());
}

TEST(Catalog, SaysHowACallFailed) {
  struct Case {
    const char* operation;
    int status;
    const char* code;
    weir_code outcome;
  };
  for (const Case& c : {Case{"GetTable", 400, "AccessDeniedException", WEIR_E_DENIED},
                        {"CreateTable", 400, "AccessDeniedException", WEIR_E_DENIED},
                        {"CreateDatabase", 400, "AccessDeniedException", WEIR_E_DENIED},
                        {"BatchCreatePartition", 400, "AccessDeniedException", WEIR_E_DENIED},
                        {"BatchCreatePartition", 400, "OperationTimeoutException", WEIR_E_RETRY},
                        {"BatchCreatePartition", 400, "InvalidInputException", WEIR_E_FATAL},
                        {"CreateTable", 400, "ResourceNumberLimitExceededException", WEIR_E_FATAL},
                        {"GetTable", 500, "InternalServiceException", WEIR_E_RETRY}}) {
    World world;
    world.failures[c.operation] = {{c.status, c.code}};
    Catalog catalog = CatalogOf(world);
    const Status status = catalog.Register(Days(1));
    EXPECT_EQ(c.outcome, status.code()) << c.operation << ": " << status.message();
    EXPECT_NE(std::string::npos, status.message().find(c.code)) << status.message();
    const bool says_so = status.message().find(std::string("check the policy's glue:") + c.operation) != std::string::npos;
    EXPECT_EQ(c.outcome == WEIR_E_DENIED, says_so) << status.message();
    EXPECT_TRUE(catalog.Register(Days(1)).ok());
    EXPECT_EQ(1u, world.partitions.size());
  }
}

TEST(Catalog, SaysWhichPartitionFailed) {
  World world;
  Glue glue([&world](const std::string& operation, const std::string& body) -> Result<aws::Reply> {
    if (operation != "BatchCreatePartition") return world.Answer(operation, body);
    return aws::Reply{
        200,
        {},
        R"({"Errors": [{"PartitionValues": ["7"], "ErrorDetail": {"ErrorCode": "AccessDeniedException", "ErrorMessage": "no"}}]})"};
  });
  Catalog catalog(kTable, Evolve::Add, Catalog::Role::Written, {}, std::move(glue));
  const Status status = catalog.Register(Days(8));
  EXPECT_EQ(WEIR_E_DENIED, status.code());
  EXPECT_NE(std::string::npos, status.message().find("a partition (7) of logs.alb")) << status.message();
}

TEST(Catalog, SendsWhatIsNoUtf8) {
  World world;
  ASSERT_TRUE(CatalogOf(world).Register({{{"\xFF"}, "s3://b/lake/day=\xFF"}}).ok());
  EXPECT_EQ(1u, world.partitions.size());
}

}  // namespace
}  // namespace weir::catalog
