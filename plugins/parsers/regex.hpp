// Text of any form, by a regular expression.
#pragma once

#include "declared.hpp"
#include "parser.hpp"

namespace re2 {
class RE2;
}

namespace weir::parsers {

class Regex : public Parser {
 public:
  Regex();
  ~Regex() override;
  static const OptionTable<Regex>& Options();
  std::string pattern;
  std::vector<std::string> declared;

  static constexpr About about{
      .name = "regex",
      .summary = "Reads text of any form by a regular expression: its named groups are the columns.",
      .doc = R"(Each record that the whole `pattern` matches becomes one row, with a column for each named group, `(?P<name>...)`, in
their order.

- The pattern is one of RE2, over bytes: a character that is not ASCII is as many as UTF-8 has for it. What is not to be matched is
  said by `.*` at the ends.
- Columns are text, unless `columns` gives a type to the group.
- A group that took no part in the match is null. Numbers, times and booleans are null also for `-` and for nothing at all.
- Blank records are dropped and counted. A record that the pattern does not match is rejected.)"};

 protected:
  Result<const Table*> table() override;
  std::unique_ptr<Finder> NewFinder() const override;

 private:
  std::unique_ptr<re2::RE2> compiled_;
  std::vector<int> groups_;       // of the fields
  std::vector<Declared> fields_;  // what the columns point to
  std::vector<Column> columns_;
  std::string prefix_;  // that every match begins with
  Table table_{};
};

}  // namespace weir::parsers
