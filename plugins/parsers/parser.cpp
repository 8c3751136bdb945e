#include "parser.hpp"

#include <algorithm>
#include <set>

#include "draft.hpp"
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

std::string FieldOf(const Table& table, const Column& column) {
  static constexpr const char* kParts[] = {"", " host", " port", " verb", " URL", " protocol"};
  for (const FieldName& name : table.names)
    if (name.field == column.field) return std::string(name.name);
  return table.numbered ? std::to_string(column.field) + kParts[static_cast<size_t>(column.part)] : std::string();
}

}  // namespace

// Fills made_.  The options stand in the order of CommonOptions.
Status Parser::Choose(const Table& table) {
  enum : uint32_t { kKeep = 2, kDrop, kRename };
  const auto check = [&](const std::string& name, uint32_t option) {
    if (std::ranges::any_of(table.columns, [&](const Column& column) { return column.name == name; })) return Status();
    return Status::Config(std::string(format_.name) + " makes no column `" + name + "`; weir doc " + format_.name + " names them")
        .AtOption(option);
  };
  for (const std::string& name : keep)
    if (Status status = check(name, kKeep); !status.ok()) return status;
  for (const std::string& name : drop)
    if (Status status = check(name, kDrop); !status.ok()) return status;
  for (const auto& [name, other] : rename)
    if (Status status = check(name, kRename); !status.ok()) return status;

  made_.clear();
  std::set<std::string_view> names;
  for (const Column& column : table.columns) {
    if (!keep.empty() && std::ranges::find(keep, column.name) == keep.end()) continue;
    if (std::ranges::find(drop, column.name) != drop.end()) continue;
    Column& made = made_.emplace_back(column);
    if (const auto other = rename.find(column.name); other != rename.end()) made.name = other->second.c_str();
    if (!names.insert(made.name).second)
      return Status::Config(std::string("two columns would be named `") + made.name + "`").AtOption(kRename);
    if (types == Types::String) {
      made.kind = Kind::Text;
      made.missing = Missing::None;
      made.is_time = false;
    }
  }
  if (made_.empty()) return Status::Config("no column is left to make").AtOption(keep.empty() ? kDrop : kKeep);
  return {};
}

Result<std::vector<Schema>> Parser::bind(const ArrowSchema& in, weir_framing* framing) {
  if (framing != nullptr) Frame(*framing);
  constexpr uint32_t kColumn = 0;
  const auto found = FindColumn(in, column);
  if (!found) return Status::Config("no column " + column + " to parse; the input has: " + NamesOf(in)).AtOption(kColumn);
  if (!IsText(*in.children[*found])) {
    return Status::Config("column " + column + " is " + NameOfType(*in.children[*found]) + ", and only text can be parsed")
        .AtOption(kColumn);
  }
  const Result<const Table*> described = table();
  if (!described.ok()) return described.status();
  table_ = *described;
  if (Status status = Choose(*table_); !status.ok()) return status;

  std::vector<Field> fields;
  columns_.clear();
  for (const Column& made : made_) {
    fields.push_back({made.name, TypeOf(made.kind), made.is_time, made.doc, made.since, FieldOf(*table_, made)});
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
                            " makes one of that name; rename or drop it");
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
  for (size_t i = 0; i < made_.size(); ++i)
    if (wanted[i] != 0) columns_.push_back(&made_[i]);
  // The records are needed whatever is made of them: only reading them tells which can be read.
  needed[column_at_] = 1;
  for (size_t i = 0; i < others_.size(); ++i) {
    others_[i].wanted = wanted[made_.size() + i] != 0;
    needed[others_[i].at] = others_[i].wanted ? 1 : 0;
  }
}

Result<std::unique_ptr<Transform::Lane>> Parser::open(uint32_t /*lane*/) {
  std::vector<std::string> passed;
  for (const Other& other : others_)
    if (other.wanted) passed.push_back(other.name);
  return std::unique_ptr<Lane>(std::make_unique<ParserLane>(host, *table_, NewFinder(), columns_, column, std::move(passed)));
}

}  // namespace weir::parsers
