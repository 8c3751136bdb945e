#include "regex.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace weir::parsers {
namespace {

// Whether the whole pattern is a choice; may be true of one that only looks like it.
bool HasAlternatives(std::string_view pattern) {
  int depth = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == '(')
      ++depth;
    else if (pattern[i] == ')')
      --depth;
    else if (pattern[i] == '|' && depth <= 0)
      return true;
  }
  return false;
}

// What every match of the pattern begins with, as far as that stands there to be read.
std::string LiteralPrefix(std::string_view pattern) {
  std::string prefix;
  if (HasAlternatives(pattern)) return prefix;
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  while (!pattern.empty()) {
    size_t taken = 1;
    char c = pattern[0];
    if (c == '\\') {
      c = pattern.size() > 1 ? pattern[1] : '\0';
      const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\0';
      if (is_letter) break;
      taken = 2;
    } else if (std::string_view(".[](){}*+?|^$").find(c) != std::string_view::npos) {
      break;
    }
    pattern.remove_prefix(taken);
    if (!pattern.empty() && std::string_view("*+?{").find(pattern[0]) != std::string_view::npos) break;
    prefix += c;
  }
  return prefix;
}

class RegexFinder : public RecordFinder {
 public:
  // `groups`: the number of each field's group.
  RegexFinder(const re2::RE2& pattern, const std::vector<int>& groups, const std::vector<Column>& columns, const std::string& prefix)
      : RecordFinder(static_cast<uint32_t>(groups.size())), pattern_(pattern), groups_(groups), columns_(columns), prefix_(prefix) {
    matches_.resize(static_cast<size_t>(*std::ranges::max_element(groups)) + 1);
  }
  bool Decode(std::string_view /*text*/, char /*before*/, std::string& /*out*/) const override { return false; }

 protected:
  const char* Read(std::string_view record) override {
    const re2::StringPiece text(record.data(), record.size());
    if (!pattern_.Match(text, 0, text.size(), re2::RE2::ANCHOR_BOTH, matches_.data(), static_cast<int>(matches_.size()))) {
      const auto end = std::ranges::mismatch(record, prefix_).in1;
      Blame(record.data() + (end - record.begin()));
      return end - record.begin() < static_cast<std::ptrdiff_t>(prefix_.size()) ? "it does not begin as the pattern does"
                                                                                : "the pattern does not match";
    }
    for (size_t i = 0; i < groups_.size(); ++i) {
      const re2::StringPiece& match = matches_[static_cast<size_t>(groups_[i])];
      const bool absent = match.data() == nullptr || (match.empty() && columns_[i].kind != Kind::Text);
      if (!absent) Set(static_cast<uint32_t>(i) + 1, {match.data(), match.size()});
    }
    return nullptr;
  }

 private:
  const re2::RE2& pattern_;
  const std::vector<int>& groups_;
  const std::vector<Column>& columns_;
  const std::string& prefix_;
  std::vector<re2::StringPiece> matches_;
};

}  // namespace

Regex::Regex() : Parser(about) {}
Regex::~Regex() = default;

const OptionTable<Regex>& Regex::Options() {
  static const OptionTable<Regex> table{
      CommonOptions<Regex>(),
      {Option<Regex>("pattern", &Regex::pattern)
           .required()
           .doc("The regular expression, which has to match the whole record.")
           .example(R"('(?P<time>\S+) (?P<level>[A-Z]+) (?P<text>.*)')"),
       Option<Regex>("columns", &Regex::declared)
           .doc("Types of groups: NAME TYPE, as text, integer, number, boolean, timestamp or timestamp(PATTERN).")
           .example(R"(["time timestamp", "status integer"])")}};
  return table;
}

Result<const Table*> Regex::table() {
  const auto wrong = [](const std::string& what, const char* option) { return Status::Config(what).AtOption(Options().IndexOf(option)); };
  re2::RE2::Options how;
  how.set_encoding(re2::RE2::Options::EncodingLatin1);
  how.set_log_errors(false);
  compiled_ = std::make_unique<re2::RE2>(pattern, how);
  if (!compiled_->ok()) return wrong("the pattern is none of RE2: " + compiled_->error(), "pattern");
  if (compiled_->NamedCapturingGroups().empty())
    return wrong("the pattern has no named group (?P<name>...), so no record has a column", "pattern");
  Result<std::vector<Declared>> types = ReadDeclared(declared, Values::Text);
  if (!types.ok()) return wrong(types.status().message(), "columns");
  for (const Declared& type : *types)
    if (!compiled_->NamedCapturingGroups().contains(type.name)) return wrong("the pattern has no group `" + type.name + "`", "columns");

  groups_.clear();
  fields_.clear();
  for (const auto& [group, name] : compiled_->CapturingGroupNames()) {
    groups_.push_back(group);
    const auto type = std::ranges::find(*types, name, &Declared::name);
    fields_.push_back(type != types->end() ? *type : Declared{.name = name});
  }
  columns_.clear();
  for (const Declared& field : fields_) {
    Column& column = columns_.emplace_back(ColumnOf(field, static_cast<uint32_t>(columns_.size()) + 1));
    if (column.kind != Kind::Text) column.missing = Missing::Dash;
  }
  prefix_ = LiteralPrefix(pattern);
  table_ = {.record = "a record of this pattern", .columns = columns_, .fields = static_cast<uint32_t>(columns_.size()), .numbered = false};
  return &table_;
}

std::unique_ptr<Finder> Regex::NewFinder() const { return std::make_unique<RegexFinder>(*compiled_, groups_, columns_, prefix_); }

}  // namespace weir::parsers
