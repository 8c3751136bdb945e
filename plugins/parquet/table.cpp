#include "table.hpp"

namespace weir::parquet {
namespace {

Kind KindOf(Type type) {
  switch (type) {
    case Type::Bool: return Kind::Bool;
    case Type::Int32: return Kind::Int32;
    case Type::Int64: return Kind::Int64;
    case Type::Double: return Kind::Double;
    case Type::Timestamp: return Kind::Timestamp;
    case Type::Text:
    case Type::Utf8:
    case Type::Dictionary: return Kind::Text;
    case Type::Binary: return Kind::Binary;
    case Type::List: return Kind::List;
    case Type::Struct: return Kind::Struct;
  }
  return Kind::Binary;
}

}  // namespace

std::optional<TableColumn> ColumnOf(const ArrowSchema& column) {
  const auto type = TypeOf(column);
  if (!type) return std::nullopt;
  TableColumn made{column.name == nullptr ? "" : column.name, KindOf(*type)};
  for (int64_t i = 0; IsNested(*type) && i < column.n_children; ++i) made.children.push_back(*ColumnOf(*column.children[i]));
  return made;
}

void Table::Add(TableColumn column) {
  AddLeaves(column, {column.name}, {});
  columns_.push_back(std::move(column));
}

// Each column may be null, which is a level of definition; an element's being there is another one.
void Table::AddLeaves(const TableColumn& column, std::vector<std::string> path, MostLevels most) {
  if (column.kind == Kind::List) {
    path.insert(path.end(), {"list", "element"});
    AddLeaves(column.children[0], std::move(path), {most.definition + 2, most.repetition + 1});
  } else if (column.kind == Kind::Struct) {
    for (const TableColumn& field : column.children) {
      std::vector<std::string> of_field = path;
      of_field.push_back(field.name);
      AddLeaves(field, std::move(of_field), {most.definition + 1, most.repetition});
    }
  } else {
    leaves_.push_back({std::move(path), column.kind, most});
  }
}

}  // namespace weir::parquet
