// What holds for the columns of every format.
#include "formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "drive.hpp"

namespace weir::parsers::test {
namespace {

// Not those whose columns a pipeline declares: they have none of their own.
std::vector<Format> WithOwnColumns() {
  std::vector<Format> formats;
  for (const Format& format : kFormats) {
    const weir_component& component = *format.component();
    const std::span options(component.options, component.n_options);
    if (std::ranges::none_of(options, [](const weir_option& option) { return (option.flags & WEIR_REQUIRED) != 0; }))
      formats.push_back(format);
  }
  return formats;
}

class Formats : public ::testing::TestWithParam<Format> {};

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

INSTANTIATE_TEST_SUITE_P(All, Formats, ::testing::ValuesIn(WithOwnColumns()),
                         [](const auto& info) { return std::string(info.param.folder); });

}  // namespace
}  // namespace weir::parsers::test
