// The sink `parquet`: a table of Parquet files in Hive partitions, written by weir's own encoder.
#include <algorithm>

#include "catalog/catalog.hpp"
#include "catalog/ddl.hpp"
#include "catalog/projection.hpp"
#include "catalog_table.hpp"
#include "lane.hpp"
#include "store/place.hpp"
#include "store/staged_file.hpp"
#include "weir/component.hpp"

namespace weir::parquet {
namespace {

constexpr std::pair<std::string_view, TimeUnit> kUnits[] = {
    {"year", TimeUnit::Year}, {"month", TimeUnit::Month}, {"day", TimeUnit::Day}, {"hour", TimeUnit::Hour}};

std::optional<TimeUnit> UnitOf(std::string_view name) {
  for (const auto& [unit_name, unit] : kUnits)
    if (name == unit_name) return unit;
  return std::nullopt;
}

class ParquetSink : public Sink {
 public:
  static constexpr About about{
      .name = "parquet",
      .summary = "Writes a table of Parquet files, in Hive partitions.",
      .doc =
          "Files appear whole, when an epoch is committed: first they are staged under `path`/.weir. A file holds one partition of one "
          "lane and epoch, or a part of it of about `file_size`. Text that is not UTF-8 is repaired with U+FFFD and reported.",
  };
  static const OptionTable<ParquetSink>& Options() {
    static const OptionTable<ParquetSink> table{
        weir::Option("path", &ParquetSink::path_).required().identity().path().doc("The table's folder.").example("\"lake/alb\""),
        weir::Option("partition_by", &ParquetSink::partition_by_)
            .doc("Columns that become folders, name=value, instead of columns of the files; year, month, day and hour are those of the "
                 "row's time, in UTC.")
            .example("[\"region\", \"year\", \"month\", \"day\"]"),
        weir::Option("time", &ParquetSink::time_).doc("The column with the row's time. Default: the one its parser marks."),
        weir::Option("compression", &ParquetSink::codec_)
            .limits("snappy|zstd|none")
            .fallback("\"snappy\"")
            .doc("How pages are compressed."),
        weir::Option("compression_level", &ParquetSink::level_)
            .limits("1..22")
            .fallback("3")
            .doc("The level of zstd: higher is smaller and slower."),
        weir::Option("file_size", &ParquetSink::file_size_)
            .fallback("\"512MiB\"")
            .doc("A file that reaches this size is finished, and another one begun."),
        weir::Option("origin", &ParquetSink::origin_)
            .fallback("false")
            .doc("Whether to write the columns weir.*, which say where a row is from."),
        weir::Option("catalog", &ParquetSink::catalog_options_)
            .doc("Keeps a table of these files in a catalog, with the partitions that have got any: see docs/catalog.md.")
            .example("{ type = \"glue\", database = \"logs\", table = \"alb\" }"),
    };
    return table;
  }

  Status Create() override;
  Status bind(const ArrowSchema& in, weir_framing*) override;
  void narrow(std::span<uint8_t> needed) override { std::ranges::copy(needed_, needed.begin()); }
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override;
  Status commit(std::string_view receipt) override { return store::Commit(receipt, store::Context::Of(host)); }
  Status retract(std::string_view receipt) override { return store::Retract(receipt, store::Context::Of(host)); }
  std::string describe(std::string_view receipt) override { return store::FinalPath(receipt); }
  Status committed(std::span<const weir_str> receipts) override;
  std::string ddl() override { return catalog_table_ ? catalog::Ddl(*catalog_table_) : ""; }
  std::string foreign(std::string_view state_id, uint64_t epoch) override {
    return store::ForeignFile(path_, epoch, store::ReaderOf("part-", state_id), store::Context::Of(host));
  }
  Status sweep(std::string_view state_id, std::span<const weir_str> keep) override {
    return store::Sweep(path_, state_id, keep, {}, store::Context::Of(host));
  }

 private:
  static Status Wrong(std::string_view option, std::string message) {
    return Status::Config(std::move(message)).AtOption(Options().IndexOf(option));
  }
  Status BindTime(const ArrowSchema& in);
  Status BindPartitions(const ArrowSchema& in);
  Status BindColumns(const ArrowSchema& in);
  Status BindCatalog(const ArrowSchema& in);

  std::string path_;
  std::vector<std::string> partition_by_;
  std::optional<std::string> time_;
  Codec codec_ = Codec::Snappy;
  int64_t level_ = 3;
  Bytes file_size_;
  bool origin_ = false;
  std::optional<catalog::SinkOptions> catalog_options_;

  Layout layout_;
  std::vector<uint8_t> needed_;
  std::optional<catalog::Table> catalog_table_;
  std::unique_ptr<catalog::Catalog> catalog_;  // null: none
};

Status ParquetSink::Create() {
  if (!catalog_options_) return {};
  if (!store::IsInBucket(path_)) return Wrong("catalog", "a catalog needs files that its readers can reach: write to an s3:// path");
  Status status = catalog_options_->Check();
  return status.ok() ? status : Wrong("catalog", status.message());
}

Status ParquetSink::bind(const ArrowSchema& in, weir_framing*) {
  layout_ = Layout{};
  layout_.table.codec = codec_;
  layout_.table.level = static_cast<int>(level_);
  layout_.file_bytes = file_size_.count;
  needed_.assign(static_cast<size_t>(in.n_children), 0);
  if (Status status = BindPartitions(in); !status.ok()) return status;
  if (Status status = BindColumns(in); !status.ok()) return status;
  return catalog_options_ ? BindCatalog(in) : Status();
}

Status ParquetSink::BindTime(const ArrowSchema& in) {
  if (!layout_.time.empty()) return {};
  const auto place = time_ ? FindColumn(in, *time_) : FindTimeColumn(in);
  if (!place && time_) return Wrong("time", "there is no column `" + *time_ + "`");
  if (!place) return Wrong("partition_by", "no column is marked as the row's time; name it with `time`");
  const ArrowSchema& column = *in.children[*place];
  if (TypeOf(column) != Type::Timestamp)
    return Wrong(time_ ? "time" : "partition_by",
                 "the time column `" + std::string(column.name) + "` is of type " + NameOfType(column) + ", not timestamp");
  needed_[*place] = 1;
  layout_.time = column.name;
  return {};
}

Status ParquetSink::BindPartitions(const ArrowSchema& in) {
  for (const std::string& name : partition_by_) {
    if (std::ranges::count(partition_by_, name) > 1) return Wrong("partition_by", "`" + name + "` is there twice");
    const auto unit = UnitOf(name);
    const auto place = FindColumn(in, name);
    if (unit && place)
      return Wrong("partition_by", "`" + name + "` would be that of the row's time, but a column of that name is already there");
    if (unit) {
      if (Status status = BindTime(in); !status.ok()) return status;
    } else if (!place) {
      return Wrong("partition_by", "there is no column `" + name + "`");
    } else if (const auto type = TypeOf(*in.children[*place]); !type || !CanPartitionBy(*type)) {
      return Wrong("partition_by", "`" + name + "` is of type " + NameOfType(*in.children[*place]) +
                                       ", which can't name folders; text, integers and booleans can");
    } else {
      needed_[*place] = 1;
    }
    layout_.keys.push_back({name, unit});
  }
  // Not needed for partitions, it may still be wrong.
  return time_ ? BindTime(in) : Status();
}

Status ParquetSink::BindColumns(const ArrowSchema& in) {
  for (int64_t i = 0; i < in.n_children; ++i) {
    const ArrowSchema& column = *in.children[i];
    const std::string name = column.name;
    if (IsOrigin(name) && !origin_) continue;
    if (std::ranges::find(partition_by_, name) != partition_by_.end()) continue;
    auto written = ColumnOf(column);
    if (!written) return Wrong("path", "column `" + name + "` is of type " + NameOfType(column) + ", which can't be written to Parquet");
    layout_.table.Add(std::move(*written));
    needed_[static_cast<size_t>(i)] = 1;
  }
  if (layout_.table.columns().empty()) return Wrong("partition_by", "no column is left for the files");
  return {};
}

Status ParquetSink::BindCatalog(const ArrowSchema& in) {
  const Result<std::string> root = store::Absolute(path_);
  if (!root.ok()) return Wrong("path", root.status().message());
  Result<catalog::Table> table = CatalogTable(*catalog_options_, *root, layout_, in);
  if (!table.ok()) return Wrong("catalog", table.status().message());
  catalog_table_ = std::move(*table);
  catalog_ = std::make_unique<catalog::Catalog>(*catalog_table_, catalog_options_->evolve, catalog::Catalog::Role::Written,
                                                store::Context::Of(host));
  return {};
}

// Also after a crash, by a sink that was never opened: what the table must become is seen to when one is.
Status ParquetSink::committed(std::span<const weir_str> receipts) {
  if (!catalog_) return {};
  std::set<catalog::Partition> partitions;
  for (const weir_str& receipt : receipts) {
    Result<catalog::Partition> partition = catalog::PartitionOf(store::FinalPath(View(receipt)), catalog_table_->location, partition_by_);
    if (!partition.ok()) return partition.status();
    partitions.insert(std::move(*partition));
  }
  Status status = catalog_->Register(partitions);
  return status.code() == WEIR_E_CONFIG ? std::move(status).WithCode(WEIR_E_FATAL) : status;
}

Result<std::unique_ptr<Sink::Lane>> ParquetSink::open(uint32_t lane) {
  // Before anything is written that could not stand in the table.
  if (catalog_) {
    if (Status status = catalog_->Ensure(); !status.ok())
      return status.code() == WEIR_E_CONFIG ? Wrong("catalog", status.message()) : status;
    if (lane == 0)
      for (const std::string& key : catalog::Injected(*catalog_table_))
        host.Log(WEIR_WARN, "projection: nothing tells the values of `" + key + "`, so each query must say which");
  }
  const Place place{path_, std::string(host.state_id()), lane, 0, 0, store::Context::Of(host)};
  const Host host_copy = host;
  std::unique_ptr<Lane> opened = std::make_unique<ParquetLane>(
      layout_, place, ShareOf(host.memory(), host.lanes()),
      [host_copy](size_t n, const std::function<void(size_t)>& body) { host_copy.Parallel(n, [&body](size_t i) { body(i); }); },
      [host_copy](int32_t level, std::string_view message) { host_copy.Log(level, message); });
  return opened;
}

}  // namespace
}  // namespace weir::parquet

WEIR_PLUGIN("parquet", WEIR_VERSION, weir::parquet::ParquetSink)
