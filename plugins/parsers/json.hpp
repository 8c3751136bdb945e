// JSON whose columns a pipeline declares.
#pragma once

#include "declared.hpp"
#include "json_paths.hpp"
#include "parser.hpp"

namespace weir::parsers {

class Json : public Parser {
 public:
  Json() : Parser(about) {}
  static const OptionTable<Json>& Options();
  Status Create() override;
  bool decode = true;
  std::vector<std::string> columns;
  std::string rest, within;

  static constexpr About about{
      .name = "json",
      .summary = "Reads JSON objects: columns are declared, each with its type and its place in the object.",
      .doc =
          R"(Each object becomes one row: one a line, over several lines, or one directly behind the other; or, with `within`, each element of
a list. A column is declared as `NAME [TYPE] [from PATH]`:

    columns = ["time timestamp from @timestamp", "status integer from response.status", "user", "tags json"]

- Types: `text` (when none is said), `integer` (64 bits), `number` (double), `boolean`, `timestamp` (ISO 8601 with a zone),
  `timestamp(PATTERN)` (in the manner of strptime: `%d/%b/%Y:%H:%M:%S %z`; or `unix`, `unix_ms`, `unix_us`), `json` (any value, as it is
  written). The first timestamp is the row's time.
- Paths: keys with dots between them, `[0]` for the first of a list; a name or key with a space, dot, bracket or quote stands in single
  quotes: `'a.b'.c`, and `''` in them is one. Without a path the column's name is the key.
- A value that is not there, or is JSON `null`, is null. Of a key that stands twice in an object the last counts.
- Texts lose their escapes: `\"`, `\n`, `\u00e9`, `\ud83d\ude00`. Half of a pair of surrogates becomes U+FFFD. With `decode = false` text
  columns keep them as written; those of type `json` always do.
- A value of another type in a text column is kept as JSON: a number, `true`, an object. A text is a number, a boolean or a time
  when it is written like one.
- `rest` names a column for what is not declared: an object of the members that no column takes as a whole, as they are written; null
  when there are none.
- What is not JSON as a whole, down to the deepest value, is rejected with the byte (counted from 0) and what was wrong; so is a number, a
  boolean or a time that is none. Only columns that somebody reads are checked for their type.)"};

 protected:
  Result<const Table*> table() override { return &table_; }
  std::unique_ptr<Finder> NewFinder() const override;
  void Frame(weir_framing& framing) const override;

 private:
  std::vector<Declared> declared_;
  std::vector<Column> table_columns_;
  Table table_{};
  JsonPaths paths_;
};

}  // namespace weir::parsers
