#include "store/s3/spool.hpp"

#include <gtest/gtest.h>

#include "store/s3/receipt.hpp"

namespace weir::store::s3 {
namespace {

std::string Noise(size_t bytes, char seed) {
  std::string noise(bytes, '\0');
  for (size_t i = 0; i < bytes; ++i) noise[i] = static_cast<char>(i * 31 + i / 251 + static_cast<size_t>(seed));
  return noise;
}

// More of them than fit in memory together: some keep theirs in files.
TEST(Spool, GivesBackWhatItTook) {
  std::vector<Spool> spools(30);
  for (size_t piece = 0; piece < 40; ++piece)
    for (size_t i = 0; i < spools.size(); ++i) ASSERT_TRUE(spools[i].Append(Noise(100'000 + piece * i, static_cast<char>(i))).ok());
  for (size_t i = 0; i < spools.size(); ++i) {
    std::string expected;
    for (size_t piece = 0; piece < 40; ++piece) expected += Noise(100'000 + piece * i, static_cast<char>(i));
    EXPECT_EQ(expected.size(), spools[i].size());
    const Result<std::string> all = spools[i].Take();
    ASSERT_TRUE(all.ok()) << all.status().message();
    EXPECT_TRUE(expected == *all) << i;
    EXPECT_EQ(0u, spools[i].size());
  }
}

TEST(Spool, CanBeUsedAgain) {
  Spool spool;
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(spool.Append("a").ok());
    ASSERT_TRUE(spool.Append(std::string(300'000, 'b')).ok());
    EXPECT_EQ("a" + std::string(300'000, 'b'), *spool.Take());
  }
}

TEST(Budget, GivesNoMoreThanItHas) {
  Budget budget(10);
  Budget::Grant first = budget.Try(6);
  EXPECT_TRUE(first);
  EXPECT_FALSE(budget.Try(5));
  Budget::Grant second = budget.Try(4);
  EXPECT_TRUE(second);
  first.Join(std::move(second));
  EXPECT_EQ(10u, first.bytes());
  EXPECT_FALSE(budget.Wait(1, [] { return true; }));
  first = {};
  EXPECT_TRUE(budget.Wait(100, [] { return true; }));  // alone, as it would never fit
}

TEST(ObjectReceipt, IsReadAsItWasWritten) {
  const Receipt receipt{{"lake", "t/part 1+é.parquet"}, "YW55/IGlkZWE", "0123abcd", {{"fba9", "AAAAAA=="}, {"fbaa-2", "/+abcw=="}}};
  const auto read = Receipt::Parse(receipt.Encode());
  ASSERT_TRUE(read);
  EXPECT_EQ(receipt.Encode(), read->Encode());
  EXPECT_EQ("s3://lake/t/part 1+é.parquet", read->place.url());
  EXPECT_EQ("fbaa-2", read->parts.at(1).etag);
  EXPECT_EQ("/+abcw==", read->parts.at(1).checksum);
}

TEST(ObjectReceipt, IsRefusedWhenItIsDamaged) {
  const std::string good = Receipt{{"lake", "k"}, "id", "token", {{"etag", "sum"}}}.Encode();
  ASSERT_TRUE(Receipt::Parse(good));
  for (const auto& [from, to] :
       {std::pair("weir.s3/1", "weir.s3/2"), std::pair("lake", "LAKE"), std::pair("s3://", "file"), std::pair("etag", "<x>"),
        std::pair("etag", ""), std::pair("token", "to\nken"), std::pair("lake/k", "lake/")}) {
    std::string damaged = good;
    damaged.replace(damaged.find(from), std::strlen(from), to);
    EXPECT_FALSE(Receipt::Parse(damaged)) << from;
  }
  for (size_t end = 0; end + 3 < good.size(); ++end) EXPECT_FALSE(Receipt::Parse(good.substr(0, end))) << end;
}

}  // namespace
}  // namespace weir::store::s3
