#include "parser.hpp"

#include <algorithm>

#include "lane.hpp"

namespace weir::parsers {
namespace {

bool IsText(const ArrowSchema& column) {
  const auto type = weir::TypeOf(column);
  return type == Type::Text || type == Type::Utf8 || type == Type::Dictionary || type == Type::Binary;
}

std::string NamesOf(const ArrowSchema& in) {
  std::string names;
  for (int64_t i = 0; i < in.n_children; ++i) {
    if (IsOrigin(in.children[i]->name)) continue;
    if (!names.empty()) names += ", ";
    names += in.children[i]->name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

const OptionTable<Parser>& Parser::Options() {
  static const OptionTable<Parser> table{
      Option("column", &Parser::column).fallback("\"message\"").doc("The column whose text is parsed.").example("\"line\""),
      Option("decode", &Parser::decode)
          .fallback("true")
          .doc("Whether escapes in quoted fields (`\\\"`, `\\\\`, `\\xHH`) become what they stand for. "
               "`false` keeps the text as it was written."),
  };
  return table;
}

Result<std::vector<Schema>> Parser::bind(const ArrowSchema& in, weir_framing* framing) {
  if (framing != nullptr) framing->kind = WEIR_LINES;
  const uint32_t option = Options().IndexOf("column");
  const auto found = FindColumn(in, column);
  if (!found) return Status::Config("no column " + column + " to parse; the input has: " + NamesOf(in)).AtOption(option);
  if (!IsText(*in.children[*found])) {
    return Status::Config("column " + column + " is " + NameOfType(*in.children[*found]) + ", and only text can be parsed")
        .AtOption(option);
  }

  std::vector<Field> fields;
  columns_.clear();
  for (const Column& made : table_.columns) {
    fields.push_back({made.name, TypeOf(made.kind), made.is_time});
    columns_.push_back(&made);
  }
  const Schema own(fields);
  std::vector<const ArrowSchema*> out(own.get()->children, own.get()->children + own.get()->n_children);
  column_at_ = *found;
  others_.clear();
  for (size_t i = 0; i < static_cast<size_t>(in.n_children); ++i) {
    if (i == column_at_) continue;
    const ArrowSchema& other = *in.children[i];
    if (FindColumn(*own.get(), other.name)) {
      return Status::Config(std::string("column `") + other.name + "` is in the input already, and " + format_.name +
                            " makes one of that name");
    }
    if (!weir::TypeOf(other)) {
      return Status::Config(std::string("column ") + other.name + " is " + NameOfType(other) + ", which " + format_.name +
                            " can't pass on");
    }
    out.push_back(&other);
    others_.push_back({other.name, i, true});
  }
  std::vector<Schema> schemas;
  schemas.push_back(Schema::Of(out));
  return schemas;
}

void Parser::narrow(std::span<const uint8_t> wanted, std::span<uint8_t> needed) {
  columns_.clear();
  for (size_t i = 0; i < table_.columns.size(); ++i)
    if (wanted[i] != 0) columns_.push_back(&table_.columns[i]);
  // The records are needed whatever is made of them: only reading them tells which can be read.
  needed[column_at_] = 1;
  for (size_t i = 0; i < others_.size(); ++i) {
    others_[i].wanted = wanted[table_.columns.size() + i] != 0;
    needed[others_[i].at] = others_[i].wanted ? 1 : 0;
  }
}

Result<std::unique_ptr<Transform::Lane>> Parser::open(uint32_t /*lane*/) {
  std::vector<std::string> passed;
  for (const Other& other : others_)
    if (other.wanted) passed.push_back(other.name);
  return std::unique_ptr<Lane>(std::make_unique<ParserLane>(host, table_, columns_, column, std::move(passed), decode));
}

}  // namespace weir::parsers
