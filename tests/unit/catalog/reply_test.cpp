// Answers that are none of Glue's: each is an error that says so.
#include "catalog/reply.hpp"

#include <gtest/gtest.h>

#include "catalog/tables.hpp"

namespace weir::catalog {
namespace {

TEST(Reply, IsATable) {
  const Result<KnownTable> known = ParseTable(AnswerAbout(TableOf({{"a", "int"}}), "7"));
  ASSERT_TRUE(known.ok()) << known.status().message();
  EXPECT_EQ("7", known->version);
  EXPECT_EQ("EXTERNAL_TABLE", known->type);
  EXPECT_EQ("s3://b/lake/", known->table.location);
  EXPECT_EQ("a", known->table.columns.at(0).name);
  EXPECT_EQ("day", known->table.keys.at(0).name);
  EXPECT_EQ("parquet", known->table.parameters.at("classification"));
}

TEST(Reply, MayLackWhatATableNeedNotHave) {
  const Result<KnownTable> known = ParseTable(R"({"Table": {"Name": "v", "TableType": "VIRTUAL_VIEW", "StorageDescriptor": null}})");
  ASSERT_TRUE(known.ok()) << known.status().message();
  EXPECT_TRUE(known->table.location.empty() && known->table.columns.empty() && known->version.empty());
}

TEST(Reply, IsNoTable) {
  const std::string deep = R"({"Table": {"Name": "t", "Parameters": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}}";
  for (const std::string& body :
       {std::string(), std::string("<html>"), std::string("[]"), std::string("{}"), std::string("{\"Table\": []}"),
        std::string(R"({"Table": {}})"), std::string(R"({"Table": {"Name": 1}})"),
        std::string(R"({"Table": {"Name": "t", "Parameters": []}})"), std::string(R"({"Table": {"Name": "t", "StorageDescriptor": 1}})"),
        std::string(R"({"Table": {"Name": "t", "StorageDescriptor": {"Columns": {}}}})"),
        std::string(R"({"Table": {"Name": "t", "StorageDescriptor": {"Columns": [1]}}})"),
        std::string(R"({"Table": {"Name": "t", "PartitionKeys": [{"Type": "int"}]}})"), deep}) {
    const Status status = ParseTable(body).status();
    EXPECT_EQ(WEIR_E_FATAL, status.code()) << body.substr(0, 80);
    EXPECT_NE(std::string::npos, status.message().find("the answer to GetTable is none of Glue's")) << status.message();
  }
}

TEST(Reply, SaysWhatBecameOfEachPartition) {
  EXPECT_TRUE(ParseItemErrors("{}")->empty());
  const auto errors = ParseItemErrors(
      R"({"Errors": [{"PartitionValues": ["eu", "01"], "ErrorDetail": {"ErrorCode": "AlreadyExistsException", "ErrorMessage": "is there"}}]})");
  ASSERT_TRUE(errors.ok());
  EXPECT_EQ((std::vector<std::string>{"eu", "01"}), errors->at(0).values);
  EXPECT_EQ("AlreadyExistsException", errors->at(0).code);
  for (const char* body : {R"({"Errors": {}})", R"({"Errors": [1]})", R"({"Errors": [{"PartitionValues": ["a"]}]})",
                           R"({"Errors": [{"PartitionValues": [1], "ErrorDetail": {}}]})"})
    EXPECT_EQ(WEIR_E_FATAL, ParseItemErrors(body).status().code()) << body;
}

TEST(Reply, SaysWhichPartitionsAreThere) {
  const auto page = ParsePartitions(R"({"Partitions": [{"Values": ["eu"]}], "UnprocessedKeys": [{"Values": ["us"]}]})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ("eu", page->values.at(0).at(0));
  EXPECT_EQ("us", page->unprocessed.at(0).at(0));
  for (const char* body : {R"({"Partitions": 1})", R"({"Partitions": [{}]})", R"({"UnprocessedKeys": [{"Values": "us"}]})"})
    EXPECT_EQ(WEIR_E_FATAL, ParsePartitions(body).status().code()) << body;
}

}  // namespace
}  // namespace weir::catalog
