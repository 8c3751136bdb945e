// Statements, as text.
#include "catalog/ddl.hpp"

#include <gtest/gtest.h>

#include "catalog/projection.hpp"
#include "catalog/raw_table.hpp"
#include "catalog/tables.hpp"

namespace weir::catalog {
namespace {

TEST(Ddl, MakesATableOfParquetFiles) {
  Table table = TableOf({{"time", "timestamp", "when it's over"}, {"select", "array<struct<arn:string>>"}, {"weir.split", "string"}},
                        {{"region", "string"}, {"day", "string"}});
  table.description = "back\\slash";
  EXPECT_EQ(R"(CREATE DATABASE IF NOT EXISTS `logs`;

CREATE EXTERNAL TABLE IF NOT EXISTS `logs`.`alb` (
  `time` timestamp COMMENT 'when it\'s over',
  `select` array<struct<arn:string>>,
  `weir.split` string
)
COMMENT 'back\\slash'
PARTITIONED BY (
  `region` string,
  `day` string
)
STORED AS PARQUET
LOCATION 's3://b/lake/'
TBLPROPERTIES (
  'classification' = 'parquet'
);

-- its partitions are in Hive's folders:
MSCK REPAIR TABLE `logs`.`alb`;
)",
            Ddl(table));
}

TEST(Ddl, SaysWhatProjectionCannotTell) {
  Table table = TableOf({{"a", "int"}}, {{"region", "string"}, {"year", "string"}, {"month", "string"}});
  Project(table, {KeyPart::Value, KeyPart::Year, KeyPart::Month});
  EXPECT_EQ(std::vector<std::string>{"region"}, Injected(table));
  const std::string ddl = Ddl(table);
  EXPECT_NE(std::string::npos, ddl.find("'projection.month.digits' = '2'"));
  EXPECT_NE(std::string::npos, ddl.find("'projection.region.type' = 'injected'"));
  EXPECT_NE(std::string::npos, ddl.find("-- its partitions are projected; a query must say which `region`\n"));
  EXPECT_EQ(std::string::npos, ddl.find("MSCK"));
}

TEST(Ddl, MakesARawTable) {
  Table table{.database = "raw", .name = "s3", .location = "s3://b/logs", .keys = {{"day", "string"}}};
  SetRaw(table, RawFormat::S3Access);
  const std::string ddl = Ddl(table);
  EXPECT_NE(std::string::npos, ddl.find("'input.regex' = '([^ ]*) ([^ ]*) \\\\[(.*?)\\\\] ([^ ]*)")) << ddl;
  EXPECT_NE(std::string::npos, ddl.find("ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'\nWITH SERDEPROPERTIES (\n"));
  EXPECT_NE(std::string::npos,
            ddl.find("-- ALTER TABLE `raw`.`s3` ADD IF NOT EXISTS PARTITION (`day` = '...') LOCATION 's3://b/logs/.../';\n"));
}

TEST(Ddl, SpellsDelimiters) {
  Table table{.database = "raw", .name = "x", .location = "s3://b/logs"};
  SetRaw(table, RawFormat::CloudFront);
  EXPECT_NE(std::string::npos, Ddl(table).find("'field.delim' = '\\t'"));
  Table lines{.database = "raw", .name = "x", .location = "s3://b/logs"};
  SetRaw(lines, std::nullopt);
  EXPECT_NE(std::string::npos, Ddl(lines).find("'field.delim' = '\\001'"));
}

}  // namespace
}  // namespace weir::catalog
