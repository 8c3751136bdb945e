#include "file_writer.hpp"

#include <array>
#include <cassert>
#include <optional>

namespace weir::parquet {
namespace {

// From here on a batch is worth the other cores.
constexpr int64_t kBigBatch = 64 << 10;  // values

}  // namespace

void FileWriter::Open() {
  columns_.reserve(table_.leaves().size());
  for (size_t i = 0; i < table_.leaves().size(); ++i)
    columns_.push_back(MakeColumnWriter(table_.leaves()[i].kind, habits_[i], table_.leaves()[i].most));
}

Status FileWriter::Append(std::span<const Input> inputs, Rows rows, Workers& workers) {
  assert(inputs.size() == table_.leaves().size());
  while (rows.count > 0) {
    if (columns_.empty()) Open();
    const Rows now = rows.Head(kRowGroupRows - group_rows_);
    const bool big = now.count * static_cast<int64_t>(columns_.size()) >= kBigBatch;
    workers.ForEachColumn(columns_.size(), big,
                          [&](size_t column, Scratch& scratch) { columns_[column]->Append(inputs[column], now, scratch); });
    group_rows_ += now.count;
    rows = rows.Without(now.count);
    Measure();
    if (group_rows_ < kRowGroupRows && raw_bytes_ < kRowGroupBytes) continue;
    if (Status status = FlushRowGroup(workers); !status.ok()) return status;
  }
  return {};
}

void FileWriter::Measure() {
  pending_ = 0;
  encoded_ = 0;
  raw_bytes_ = 0;
  for (const auto& column : columns_) {
    pending_ += column->memory();
    encoded_ += column->encoded_bytes();
    raw_bytes_ += column->raw_bytes();
  }
}

Status FileWriter::FlushRowGroup(Workers& workers) {
  if (group_rows_ == 0) return {};
  std::vector<std::optional<Result<ColumnChunk>>> finished(columns_.size());
  const bool big = group_rows_ * static_cast<int64_t>(columns_.size()) >= kBigBatch;
  workers.ForEachColumn(columns_.size(), big,
                        [&](size_t column, Scratch& scratch) { finished[column].emplace(columns_[column]->Finish(scratch)); });
  std::vector<ColumnChunk> chunks;
  for (size_t i = 0; i < finished.size(); ++i) {
    if (!(*finished[i]).ok()) return (*finished[i]).status();
    chunks.push_back(std::move(**finished[i]));
    repaired_ += columns_[i]->repaired();
  }
  columns_.clear();
  group_rows_ = 0;
  pending_ = 0;
  encoded_ = 0;
  raw_bytes_ = 0;

  std::vector<std::string_view> pieces;
  if (written_ == 0) pieces.push_back(kMagic);
  footer_.AddRowGroup(chunks, written_ == 0 ? kMagic.size() : written_);
  for (const ColumnChunk& chunk : chunks) {
    if (chunk.dictionary()) pieces.push_back(chunk.dictionary()->bytes());
    for (const Page& page : chunk.pages()) pieces.push_back(page.bytes());
  }
  return PutBytes(pieces);
}

Status FileWriter::Finish(Workers& workers, std::span<const std::pair<std::string, std::string>> metadata) {
  if (Status status = FlushRowGroup(workers); !status.ok()) return status;
  assert(footer_.rows() > 0 && "a file has rows");
  const std::string footer = footer_.Encode(metadata);
  return PutBytes(std::array{std::string_view(footer)});
}

Status FileWriter::PutBytes(std::span<const std::string_view> pieces) {
  for (const std::string_view bytes : pieces) written_ += bytes.size();
  return put_(pieces);
}

}  // namespace weir::parquet
