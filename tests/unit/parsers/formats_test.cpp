// What holds for the schema of every format.
#include "formats.hpp"

#include <gtest/gtest.h>

#include "drive.hpp"

namespace weir::parsers::test {
namespace {

// But those whose columns a pipeline declares.
class Formats : public ::testing::TestWithParam<Format> {
 protected:
  void SetUp() override {
    const weir_component& component = *GetParam().component();
    for (size_t i = 0; i < component.n_options; ++i)
      if ((component.options[i].flags & WEIR_REQUIRED) != 0) GTEST_SKIP() << component.options[i].name << " says what the columns are";
  }
};

TEST_P(Formats, EveryColumnSaysWhatItIsAndSinceWhen) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*GetParam().component(), "", *in.get(), &out).message(), "");
  for (int64_t i = 0; i < out.get()->n_children; ++i) {
    const ArrowSchema& column = *out.get()->children[i];
    const std::string doc(Metadata(column, "weir.doc").value_or(""));
    EXPECT_TRUE(doc.ends_with('.')) << column.name << ": " << doc;
    EXPECT_NE(Metadata(column, "weir.since").value_or(""), "") << column.name;
    EXPECT_EQ(std::string(column.name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << column.name;
  }
}

TEST_P(Formats, RowsHaveATime) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*GetParam().component(), "", *in.get(), &out).message(), "");
  EXPECT_TRUE(FindTimeColumn(*out.get()).has_value());
}

INSTANTIATE_TEST_SUITE_P(All, Formats, ::testing::ValuesIn(kFormats), [](const auto& info) { return std::string(info.param.folder); });

}  // namespace
}  // namespace weir::parsers::test
