#include "cloudfront.hpp"

#include <algorithm>

#include "cloudfront_columns.hpp"
#include "cloudfront_finder.hpp"

namespace weir::parsers {

constexpr Table kCloudFront{.record = "a CloudFront record",
                            .columns = kCloudFrontColumns,
                            .fields = kCloudFrontFields,
                            .least_fields = kLeastFields,
                            .separator = '\t',
                            .quoting = Quoting::None,
                            .numbered = false,
                            .names = kCloudFrontNames};

const OptionTable<CloudFront>& CloudFront::Options() {
  static const OptionTable<CloudFront> table{CommonOptions<CloudFront>(),
                                             {Option<CloudFront>("percent_decode", &CloudFront::percent_decode)
                                                  .doc("Columns of text, by their names in the table, whose percent-encoding is decoded.")
                                                  .example("[\"useragent\", \"referrer\"]")}};
  return table;
}

Status CloudFront::Create() {
  encoded_.clear();
  for (const std::string& name : percent_decode) {
    const auto column = std::ranges::find_if(kCloudFront.columns, [&](const Column& known) { return known.name == name; });
    if (column == kCloudFront.columns.end() || column->kind != Kind::Text)
      return Status::Config("cloudfront makes no column of text `" + name + "`; weir doc cloudfront names them")
          .AtOption(Options().IndexOf("percent_decode"));
    encoded_.push_back(column->field);
  }
  return {};
}

std::unique_ptr<Finder> CloudFront::NewFinder() const { return std::make_unique<CloudFrontFinder>(kCloudFront, encoded_); }

}  // namespace weir::parsers
