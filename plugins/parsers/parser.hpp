// What every parser is: a transform that makes columns of the records in a column of text.  A format brings its table and, unless it is
// delimited text, its finder.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "finder.hpp"
#include "table.hpp"
#include "weir/component.hpp"

namespace weir::parsers {

enum class Types { Native, String };

// Columns in: `column`, the text of the records, and any others.  Columns out: those of the table, as keep, drop and rename say, then
// the others.
class Parser : public Transform {
 public:
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing* framing) override;
  void narrow(std::span<const uint8_t> wanted, std::span<uint8_t> needed) override;
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override;

  // Options of all parsers: see CommonOptions.
  std::string column = "message";
  Types types = Types::Native;
  std::vector<std::string> keep, drop;
  std::map<std::string, std::string> rename;

 protected:
  // `about` of the format's own class, which is static.
  explicit Parser(const About& format) : format_(format) {}

  // The table, as the format's own options say; it stays as long as the parser.  Asked once, by bind. [setup]
  virtual Result<const Table*> table() = 0;
  // For one lane. [setup]
  virtual std::unique_ptr<Finder> NewFinder() const = 0;
  // How the records are to be cut: lines, unless a format says otherwise. [setup]
  virtual void Frame(weir_framing& /*framing*/) const {}

 private:
  Status Choose(const Table& table);

  const About& format_;
  const Table* table_ = nullptr;
  struct Other {
    std::string name;
    size_t at;  // in bind's input
    bool wanted;
  };
  size_t column_at_ = 0;                // of `column`, in bind's input
  std::vector<Other> others_;           // the other columns
  std::vector<Column> made_;            // of the table, those that are kept, under their new names
  std::vector<const Column*> columns_;  // of these, those that are wanted
};

// What stands first in the options of every parser.
template <class T>
OptionTable<T> CommonOptions() {
  return {
      Option<T>("column", &T::column).fallback("\"message\"").doc("The column whose text is parsed.").example("\"line\""),
      Option<T>("types", &T::types)
          .limits("native|string")
          .fallback("\"native\"")
          .doc("`native` makes times, numbers and booleans of the columns that are such; `string` keeps all of them text, as written."),
      Option<T>("keep", &T::keep)
          .doc("The columns to make, by their names in the table; none: all.")
          .example("[\"time\", \"request_url\"]"),
      Option<T>("drop", &T::drop).doc("Columns not to make.").example("[\"user_agent\"]"),
      Option<T>("rename", &T::rename).doc("Other names for columns.").example("{ client_ip = \"source_ip\" }"),
  };
}

// The same for formats whose texts may hold escapes.
template <class T>
OptionTable<T> DecodingOptions() {
  return {CommonOptions<T>(),
          {Option<T>("decode", &T::decode)
               .fallback("true")
               .doc("Whether escapes in texts become what they stand for. `false` keeps the text as it was written.")}};
}

}  // namespace weir::parsers
