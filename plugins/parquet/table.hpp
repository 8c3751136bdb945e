// What the files of one table have in common: the columns, and the leaves below them, of which the file has a chunk in each row group.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codec.hpp"
#include "weir/arrow.h"
#include "weir/schema.hpp"

namespace weir::parquet {

// What a column is in the file.  Lists and structs have children and are no leaves.
enum class Kind { Bool, Int32, Int64, Double, Timestamp, Text, Binary, List, Struct };

struct TableColumn {
  std::string name;
  Kind kind;
  std::vector<TableColumn> children{};  // of a list its element, whatever it is called; of a struct its fields
};

// The column of a batch as one of the file; nothing when it is of a type that files can't have.
std::optional<TableColumn> ColumnOf(const ArrowSchema& column);

// The highest levels that a leaf's values have.  A flat column's are these.
struct MostLevels {
  int definition = 1;
  int repetition = 0;
  bool flat() const { return definition == 1; }
};

struct Leaf {
  std::vector<std::string> path;  // as the schema names it, root first
  Kind kind;
  MostLevels most;
};

class Table {
 public:
  void Add(TableColumn column);
  // In the order in which they were added.
  std::span<const TableColumn> columns() const { return columns_; }
  // In the order of the schema, depth first.
  std::span<const Leaf> leaves() const { return leaves_; }

  Codec codec = Codec::Snappy;
  int level = 3;  // of zstd

 private:
  void AddLeaves(const TableColumn& column, std::vector<std::string> path, MostLevels most);

  std::vector<TableColumn> columns_;
  std::vector<Leaf> leaves_;
};

}  // namespace weir::parquet
