#include "json.hpp"

#include <algorithm>
#include <utility>

#include "json_finder.hpp"

namespace weir::parsers {

const OptionTable<Json>& Json::Options() {
  static const OptionTable<Json> table{
      DecodingOptions<Json>(),
      {
          Option<Json>("columns", &Json::columns)
              .required()
              .doc("The columns to make: `NAME [TYPE] [from PATH]`.")
              .example("[\"time timestamp from @timestamp\", \"status integer from response.status\", \"user\"]"),
          Option<Json>("rest", &Json::rest)
              .fallback("\"\"")
              .doc("The column for what is not declared, as a JSON object; empty: there is none.")
              .example("\"other\""),
          Option<Json>("within", &Json::within)
              .fallback("\"\"")
              .doc("Key of the list whose elements are the records, in an object around them; empty: each object is one.")
              .example("\"Records\""),
      }};
  return table;
}

Status Json::Create() {
  const uint32_t at_columns = Options().IndexOf("columns");
  Result<std::vector<Declared>> read = ReadDeclared(columns, Values::Json);
  if (!read.ok()) return Status(read.status()).AtOption(at_columns);
  declared_ = std::move(*read);
  if (declared_.empty() && rest.empty()) return Status::Config("no column is declared").AtOption(at_columns);
  for (const Declared& declared : declared_) table_columns_.push_back(ColumnOf(declared, static_cast<uint32_t>(table_columns_.size()) + 1));
  if (Status status = paths_.Add(table_columns_); !status.ok()) return std::move(status).AtOption(at_columns);
  if (!rest.empty()) {
    if (std::ranges::find(declared_, rest, &Declared::name) != declared_.end())
      return Status::Config("a declared column is named `" + rest + "` already").AtOption(Options().IndexOf("rest"));
    table_columns_.push_back({.name = rest.c_str(),
                              .field = static_cast<uint32_t>(table_columns_.size()) + 1,
                              .missing = Missing::None,
                              .doc = "What no other column takes as a whole, as a JSON object."});
  }
  table_ = {
      .record = "a JSON object", .columns = table_columns_, .fields = static_cast<uint32_t>(table_columns_.size()), .numbered = false};
  return {};
}

std::unique_ptr<Finder> Json::NewFinder() const {
  return std::make_unique<JsonFinder>(paths_, table_.fields, decode, rest.empty() ? 0 : table_.fields);
}

void Json::Frame(weir_framing& framing) const {
  framing.kind = WEIR_JSON;
  framing.within = within.empty() ? nullptr : within.c_str();
}

}  // namespace weir::parsers
