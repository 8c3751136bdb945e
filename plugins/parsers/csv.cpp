#include "csv.hpp"

#include "csv_finder.hpp"

namespace weir::parsers {

const OptionTable<Csv>& Csv::Options() {
  static const OptionTable<Csv> table{
      CommonOptions<Csv>(),
      {Option<Csv>("columns", &Csv::declared)
           .required()
           .doc("The columns: NAME, or NAME TYPE, as text, integer, number, boolean, timestamp or timestamp(PATTERN).")
           .example(R"(["time timestamp", "user", "bytes integer"])"),
       Option<Csv>("header", &Csv::header).fallback("true").doc("Whether the first record of each object names the fields."),
       Option<Csv>("separator", &Csv::separator).fallback("\",\"").doc("What stands between fields: one character.").example("\"\\t\""),
       Option<Csv>("null", &Csv::null).fallback("\"\"").doc("What stands for no value, where it is not in quotes.").example("\"NULL\"")}};
  return table;
}

Result<const Table*> Csv::table() {
  const auto wrong = [](const std::string& what, const char* option) { return Status::Config(what).AtOption(Options().IndexOf(option)); };
  if (separator.size() != 1 || separator == "\"" || separator == "\n" || separator == "\r")
    return wrong("the separator is one byte, and neither a quote nor the end of a line", "separator");
  Result<std::vector<Declared>> fields = ReadDeclared(declared, Values::Text);
  if (!fields.ok()) return wrong(fields.status().message(), "columns");
  if (fields->empty()) return wrong("no column is declared", "columns");
  fields_ = *std::move(fields);
  columns_.clear();
  names_.clear();
  for (const Declared& field : fields_) {
    const auto number = static_cast<uint32_t>(columns_.size()) + 1;
    columns_.push_back(ColumnOf(field, number));
    names_.push_back({field.name, number});
  }
  const auto count = static_cast<uint32_t>(columns_.size());
  table_ = {.record = "a record of these columns",
            .columns = columns_,
            .fields = count,
            .least_fields = count,
            .separator = separator[0],
            .quoting = Quoting::Doubled,
            .numbered = false,
            .names = names_};
  return &table_;
}

std::unique_ptr<Finder> Csv::NewFinder() const { return std::make_unique<CsvFinder>(table_, null); }

}  // namespace weir::parsers
