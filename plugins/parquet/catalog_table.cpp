#include "catalog_table.hpp"

#include "catalog/projection.hpp"

namespace weir::parquet {
namespace {

using catalog::KeyPart;

const char* CompressionOf(Codec codec) {
  switch (codec) {
    case Codec::Snappy: return "SNAPPY";
    case Codec::Zstd: return "ZSTD";
    case Codec::None: break;
  }
  return "UNCOMPRESSED";
}

KeyPart PartOf(const PartitionKey& key) {
  if (!key.unit) return KeyPart::Value;
  switch (*key.unit) {
    case TimeUnit::Year: return KeyPart::Year;
    case TimeUnit::Month: return KeyPart::Month;
    case TimeUnit::Day: return KeyPart::Day;
    case TimeUnit::Hour: break;
  }
  return KeyPart::Hour;
}

// Folders hold texts, "01" among them; only a column of numbers is one.
Result<catalog::Column> ColumnOfKey(const PartitionKey& key, const ArrowSchema& in) {
  if (key.unit) return catalog::Column{key.name, "string"};
  Result<catalog::Column> column = catalog::ColumnOf(*in.children[*FindColumn(in, key.name)]);
  if (column.ok() && column->type != "int" && column->type != "bigint") column->type = "string";
  return column;
}

}  // namespace

Result<catalog::Table> CatalogTable(const catalog::SinkOptions& options, const std::string& root, const Layout& layout,
                                    const ArrowSchema& in) {
  catalog::Table table{.database = options.database, .name = options.table, .description = options.description, .location = root};
  table.format = catalog::Parquet();
  table.parameters = {{"EXTERNAL", "TRUE"}, {"classification", "parquet"}, {"parquet.compression", CompressionOf(layout.table.codec)}};
  for (const TableColumn& written : layout.table.columns()) {
    Result<catalog::Column> column = catalog::ColumnOf(*in.children[*FindColumn(in, written.name)]);
    if (!column.ok()) return column.status();
    if (Status status = catalog::AddColumn(table, std::move(*column)); !status.ok()) return status;
  }
  std::vector<KeyPart> parts;
  for (const PartitionKey& key : layout.keys) {
    Result<catalog::Column> column = ColumnOfKey(key, in);
    if (!column.ok()) return column.status();
    if (Status status = catalog::AddKey(table, std::move(*column)); !status.ok()) return status;
    parts.push_back(PartOf(key));
  }
  if (options.projection && !parts.empty()) catalog::Project(table, parts);
  return table;
}

}  // namespace weir::parquet
