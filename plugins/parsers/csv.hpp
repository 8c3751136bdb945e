// Comma-separated values, as RFC 4180 has them.
#pragma once

#include "declared.hpp"
#include "parser.hpp"

namespace weir::parsers {

class Csv : public Parser {
 public:
  Csv() : Parser(about) {}
  static const OptionTable<Csv>& Options();
  std::vector<std::string> declared;
  bool header = true;
  std::string separator;
  std::string null;

  static constexpr About about{.name = "csv",
                               .summary = "Reads comma-separated values, as RFC 4180 has them.",
                               .doc = R"(Each record becomes one row of the columns that `columns` declares.

- With a header line the columns are found by name, in any order. Names that are not declared are left out, and a
  column that the header lacks is null; the end of the run names both. Without one they stand as declared.
- Any field may be in quotes. Inside, separators and new lines are text, and `""` is a quote. Backslashes are text.
- Nothing at all is null; `""` is the empty text, and null in numbers, times and booleans. `null` is another text for null, which
  counts where it is not in quotes.
- What stands behind the last field is left out, and the records that have it are counted. Blank lines are dropped and counted.
- A record with fewer fields than the header, or with quotes that do not fit, is rejected; so is a value that is not of its type.)"};

 protected:
  Result<const Table*> table() override;
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override {
    framing.kind = WEIR_QUOTED_LINES;
    framing.head = header ? "1" : nullptr;
  }

 private:
  std::vector<Declared> fields_;
  std::vector<Column> columns_;
  std::vector<FieldName> names_;
  Table table_{};
};

}  // namespace weir::parsers
