// Cost and Usage Reports of AWS, as CSV: the legacy ones and CUR 2.0.
#pragma once

#include "parser.hpp"

namespace weir::parsers {

extern const Table kCur;

class Cur : public Parser {
 public:
  Cur() : Parser(about) {}
  static const OptionTable<Cur>& Options();

  static constexpr About about{.name = "cur",
                               .summary = "Reads Cost and Usage Reports of AWS, as CSV: the legacy ones and CUR 2.0.",
                               .doc = R"(Each line item becomes one row. The columns are those of CUR 2.0, in its order, and `other`.

- The header line tells where the columns stand. Headings are read in both styles: `lineItem/UsageStartDate` and
  `line_item_usage_start_date`. A column that the header lacks is null.
- Values with any other heading (tags, cost categories, attributes of products that CUR 2.0 has no column for) go into `other`, an object
  of JSON by their headings as written. Values that are empty are left out; null when all are.
- Nothing at all is null. Any field may be in quotes, as RFC 4180 has it.
- Blank lines are dropped and counted. A line with fewer fields than the header, or with a value that is not of its type, is rejected.)"};

 protected:
  Result<const Table*> table() override { return &kCur; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override {
    framing.kind = WEIR_QUOTED_LINES;
    framing.head = "1";
  }
};

// What CUR 2.0 calls a heading of either style: lineItem/UsageStartDate is line_item_usage_start_date.
std::string CurName(std::string_view heading);

}  // namespace weir::parsers
