#include "table_under_test.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "lane_under_test.hpp"
#include "value_arrays.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

// The kind's name; of what is nested [name, kind of the element] and [name, [name, kind] of each field].
nlohmann::json KindOf(const TableColumn& column) {
  static constexpr const char* kNames[] = {"bool", "int32", "int64", "double", "timestamp", "text", "binary", "list", "struct"};
  const char* name = kNames[static_cast<int>(column.kind)];
  if (column.children.empty()) return name;
  nlohmann::json below = nlohmann::json::array();
  for (const TableColumn& child : column.children) {
    if (column.kind == Kind::List) return {name, KindOf(child)};
    below.push_back({child.name, KindOf(child)});
  }
  return {name, below};
}

using Columns = std::vector<std::vector<Value>>;

// What the table should read as.
class Truth {
 public:
  Truth(const std::string& path, const std::vector<Source>& sources) : out_(path) {
    nlohmann::json header = nlohmann::json::array();
    for (const Source& source : sources) {
      columns_.push_back(source.column());
      header.push_back({source.name, KindOf(columns_.back())});
    }
    out_ << header.dump() << '\n';
  }

  void Append(const Columns& columns) {
    for (size_t c = 0; c < columns_.size(); ++c) {
      out_ << (c == 0 ? "[[" : ",[");
      for (size_t row = 0; row < columns[c].size(); ++row) {
        if (row > 0) out_ << ',';
        Put(columns_[c], columns[c][row]);
      }
      out_ << ']';
    }
    out_ << "]\n";
  }
  Status Close() {
    out_.close();
    return out_ ? Status() : Status::Fatal("can't write what the table should read as");
  }

 private:
  void Put(const TableColumn& column, const Value& value) {
    const Kind kind = column.kind;
    if (!value) {
      out_ << "null";
    } else if (kind == Kind::List || kind == Kind::Struct) {
      out_ << '[';
      for (size_t i = 0; i < value.children.size(); ++i) {
        if (i > 0) out_ << ',';
        Put(column.children[kind == Kind::List ? 0 : i], value.children[i]);
      }
      out_ << ']';
    } else if (kind == Kind::Bool) {
      out_ << (Decode<int64_t>(*value) != 0 ? "true" : "false");
    } else if (kind == Kind::Text || kind == Kind::Binary) {
      static constexpr char kHex[] = "0123456789abcdef";
      std::string hex = "\"";
      for (const char c : *value) hex.append({kHex[static_cast<uint8_t>(c) >> 4], kHex[c & 15]});
      out_ << hex << '"';
    } else {
      out_ << Decode<int64_t>(*value);
    }
  }

  std::ofstream out_;
  std::vector<TableColumn> columns_;
};

// The rows of one partition.
Columns RowsOf(const Columns& columns, const std::vector<Value>& partitions, int32_t partition) {
  Columns some(columns.size());
  for (size_t c = 0; c < columns.size(); ++c)
    for (size_t row = 0; row < partitions.size(); ++row)
      if (Decode<int64_t>(*partitions[row]) == partition) some[c].push_back(columns[c][row]);
  return some;
}

// A batch of these rows, columns in another order, each perhaps a slice of a longer array.  `columns` gets the values.
Array MakeSomeBatch(const Plan& plan, Columns& columns, int64_t rows, uint64_t first_row, Schema& schema) {
  std::vector<Field> fields;
  std::vector<ArrowArray> arrays;
  const bool drop_one = plan.untidy && Below(10) == 0;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const size_t c = (i + 1) % plan.columns.size();
    const uint64_t padding = plan.untidy && Below(3) == 0 ? Below(20) : 0;
    std::vector<Value> values;
    for (uint64_t r = 0; r < padding + static_cast<uint64_t>(rows); ++r) values.push_back(plan.columns[c].value(first_row + r));
    columns[c].assign(values.begin() + static_cast<int64_t>(padding), values.end());
    if (drop_one && i == 0 && plan.columns.size() > 1) {
      columns[c].assign(static_cast<size_t>(rows), std::nullopt);
      continue;
    }
    Field field = SomeFieldOf(plan.columns[c].column());
    ArrowArray array = MakeColumn(field, values);
    array.offset = static_cast<int64_t>(padding);
    array.length = rows;
    if (padding > 0 && array.null_count != 0) array.null_count = -1;
    fields.push_back(std::move(field));
    arrays.push_back(array);
  }
  if (plan.partitions > 0) {
    std::vector<Value>& partitions = columns.back();
    partitions.clear();
    for (int64_t row = 0; row < rows; ++row)
      partitions.emplace_back(Encode<int64_t>(static_cast<int64_t>(Below(static_cast<uint64_t>(plan.partitions)))));
    fields.push_back({"p", Type::Int32});
    arrays.push_back(MakeColumn(fields.back(), partitions));
  }
  schema = Schema(fields);
  return Array(MakeBatch(rows, std::move(arrays)));
}

// The lane writes the table, as plain files or into partitions.
Status WriteByLane(const std::string& path, const Plan& plan, Layout& layout) {
  const bool split = plan.partitions > 0;
  std::vector<Truth> truths;
  if (split) {
    layout.keys = {{"p", {}}};
    std::filesystem::create_directories(path);
    for (int32_t p = 0; p < plan.partitions; ++p) truths.emplace_back(path + "/p=" + std::to_string(p) + ".jsonl", plan.columns);
  } else {
    truths.emplace_back(path + ".jsonl", plan.columns);
  }
  const auto lane = MakeLane(layout, path, plan.share);
  if (Status status = lane->begin(1); !status.ok()) return status;
  Columns columns(plan.columns.size() + (split ? 1 : 0));
  for (uint64_t done = 0; done < plan.rows;) {
    const bool no_rows = plan.untidy && Below(8) == 0;
    const uint64_t now = no_rows ? 0 : std::min(plan.rows - done, 1 + Below(plan.batch_rows));
    Schema schema;
    const Array batch = MakeSomeBatch(plan, columns, static_cast<int64_t>(now), done, schema);
    if (Status status = lane->Write(*schema.get(), *batch.get()); !status.ok()) return status;
    for (size_t p = 0; p < truths.size(); ++p) truths[p].Append(split ? RowsOf(columns, columns.back(), static_cast<int32_t>(p)) : columns);
    done += now;
  }
  if (Status status = Commit(*lane); !status.ok()) return status;
  for (Truth& truth : truths)
    if (Status status = truth.Close(); !status.ok()) return status;
  return {};
}

Status WriteRowGroups(const std::string& path, const Plan& plan, const Layout& layout) {
  Truth truth(path + ".jsonl", plan.columns);
  std::filesystem::create_directories(path);
  std::ofstream out(path + "/part-0.parquet", std::ios::binary);
  std::vector<Habit> habits(layout.table.leaves().size());
  Workers workers(1, layout.table.codec, layout.table.level, {});
  FileWriter writer(layout.table, habits, [&out](std::span<const std::string_view> pieces) {
    for (const std::string_view bytes : pieces) out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return out ? Status() : Status::Fatal("can't write the file under test");
  });
  Columns columns(plan.columns.size());
  uint64_t group = 0;
  for (uint64_t done = 0; done < plan.rows; ++group) {
    const uint64_t now = std::min(plan.rows - done, plan.group_rows(group));
    Schema schema;
    const Array batch = MakeSomeBatch(plan, columns, static_cast<int64_t>(now), done, schema);
    std::vector<Input> inputs;
    for (const Source& source : plan.columns) {
      const auto place = *FindColumn(*schema.get(), source.name);
      inputs.push_back({*TypeOf(*schema.get()->children[place]), batch.get()->children[place], group + 1});
    }
    if (Status status = writer.Append(inputs, Rows::All(static_cast<int64_t>(now)), workers); !status.ok()) return status;
    if (Status status = writer.FlushRowGroup(workers); !status.ok()) return status;
    truth.Append(columns);
    done += now;
  }
  const std::pair<std::string, std::string> metadata[] = {{"weir.epoch", "1"}};
  if (Status status = writer.Finish(workers, metadata); !status.ok()) return status;
  return truth.Close();
}

}  // namespace

Status WriteTable(const std::string& folder, const Plan& plan) {
  const std::string path = folder + '/' + plan.name;
  Layout layout;
  layout.table.codec = plan.codec;
  layout.file_bytes = plan.file_bytes;
  for (const Source& source : plan.columns) layout.table.Add(source.column());
  return plan.group_rows ? WriteRowGroups(path, plan, layout) : WriteByLane(path, plan, layout);
}

}  // namespace weir::parquet
