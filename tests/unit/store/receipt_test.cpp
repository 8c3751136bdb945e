// What a local receipt may say: a damaged one, or one that somebody made, must not move anything else.
#include "store/local/receipt.hpp"

#include <gtest/gtest.h>

namespace weir::store {
namespace {

// Of a file staged below /lake, to be committed as `final_path`.
std::string ReceiptTo(std::string_view final_path) {
  using namespace std::string_literals;
  return "weir.file/1\0/lake/.weir/s/a.staged\0"s.append(final_path);
}

bool IsReceipt(std::string_view bytes) { return local::Receipt::Parse(bytes).has_value(); }

TEST(LocalReceipt, IsWrittenAsItWasRead) {
  const std::string bytes = ReceiptTo("/lake/p=1/a");
  const auto receipt = local::Receipt::Parse(bytes);
  ASSERT_TRUE(receipt);
  EXPECT_EQ("/lake/.weir/s/a.staged", receipt->staged_path());
  EXPECT_EQ("/lake/p=1/a", receipt->final_path);
  EXPECT_EQ(bytes, receipt->Encode());
}

TEST(LocalReceipt, CommitsNothingToTheStagingFolder) {
  EXPECT_FALSE(IsReceipt(ReceiptTo("/lake/.weir")));
  EXPECT_FALSE(IsReceipt(ReceiptTo("/lake/.weir/s/a")));
  EXPECT_TRUE(IsReceipt(ReceiptTo("/lake/.weirs")));
  EXPECT_TRUE(IsReceipt(ReceiptTo("/lake/p=1/.weir")));
}

}  // namespace
}  // namespace weir::store
