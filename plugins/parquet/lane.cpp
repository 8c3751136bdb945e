#include "lane.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <functional>

#include "store/place.hpp"

namespace weir::parquet {
namespace {

// More lets free cores help more evenly, fewer keeps a batch's text in one core's cache.
constexpr size_t kGroups = 4;
// Scratch memory of one group at its usual size: a page, and the page compressed.
constexpr size_t kScratchBytes = 1 << 20;
constexpr size_t kLeastMemory = 4 << 20;
constexpr size_t kMostFiles = 1024;
// A staged file holds itself and its folder open.
constexpr size_t kDescriptors = 2;
constexpr size_t kLongestFileName = 80;  // part-<state>-<epoch>-<lane>-<n>.parquet
constexpr size_t kLongestName = 255;     // of a file or folder, in every file system there is

size_t LongestName(std::string_view path) {
  size_t longest = 0;
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

// What a file's own name leaves for the folders it is in.
size_t RoomForFolders(const std::string& root) {
  const Result<std::string> absolute = store::Absolute(root);
  const size_t room = absolute.ok() ? store::RoomBelow(*absolute) : 0;
  return room > kLongestFileName ? room - kLongestFileName : 0;
}

}  // namespace

Share ShareOf(uint64_t memory, uint32_t lanes) {
  const size_t scratch = kGroups * kScratchBytes;
  const size_t mine = static_cast<size_t>(memory) / std::max(lanes, 1u);
  const size_t files_memory = std::max(mine, kLeastMemory + scratch) - scratch;
  rlimit limit{};
  // Half of what the process may open is left to others.
  const size_t descriptors = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<size_t>(limit.rlim_cur) / 2 : kMostFiles;
  const size_t files = std::min({kMostFiles, descriptors / kDescriptors / std::max(lanes, 1u), files_memory / 4 / OpenFile::kStagedBytes});
  return {files_memory, std::max<size_t>(files, 4)};
}

ParquetLane::ParquetLane(const Layout& layout, Place place, Share share, Workers::Parallel parallel, Log log)
    : layout_(layout),
      place_(std::move(place)),
      share_(share),
      room_(RoomForFolders(place_.root)),
      log_(std::move(log)),
      workers_(kGroups, layout.table.codec, layout.table.level, std::move(parallel)),
      partitioner_(layout.keys, layout.time),
      habits_(layout.table.leaves().size()) {}

Status ParquetLane::begin(uint64_t epoch) {
  place_.epoch = epoch;
  place_.next = 0;
  return {};
}

Status ParquetLane::write(weir_batch& batch) {
  uint64_t rejected = 0;
  Status status = Write(*batch.schema, batch.array, [&](const Rows& rows, std::string_view reason) {
    std::vector<int64_t> list;
    for (int64_t i = 0; i < rows.count; ++i) list.push_back(rows[i]);
    const weir_str why = Str(reason);
    host.Reject(batch, list, {&why, 1});
    rejected += list.size();
  });
  if (!status.ok()) return status;
  host.Written(static_cast<uint64_t>(batch.array.length) - rejected);
  return {};
}

Status ParquetLane::Write(const ArrowSchema& schema, const ArrowArray& batch, const Reject& reject) {
  if (batch.length == 0) return {};
  Resolve(schema, batch);
  for (const Partition& partition : partitioner_.Split(schema, batch)) {
    // Anybody may send a value that no file system takes as a name; found here, it is a row's fault and not the epoch's.
    if (LongestName(partition.folder) > kLongestName) {
      reject(partition.rows, "a partition value is too long for the name of a folder: " + std::to_string(LongestName(partition.folder)) +
                                 " bytes of at most 255");
      continue;
    }
    if (partition.folder.size() > room_) {
      reject(partition.rows, "the partition's folders are too long for a path: " + std::to_string(partition.folder.size()) +
                                 " bytes of at most " + std::to_string(room_));
      continue;
    }
    if (Status status = WritePartition(partition); !status.ok()) return status;
  }
  return {};
}

// Finds the table's columns in the batch: by name, as several inputs may bring different ones.
void ParquetLane::Resolve(const ArrowSchema& schema, const ArrowArray& batch) {
  ++batches_;
  inputs_.clear();
  std::vector<Ancestor> ancestors;
  for (const TableColumn& column : layout_.table.columns()) {
    const auto place = FindColumn(schema, column.name);
    ResolveLeaves(column, place ? schema.children[*place] : nullptr, place ? batch.children[*place] : nullptr, ancestors);
  }
}

// Of a column that the batch does not have, the leaves have no arrays.  What is below a column is the same in every batch.
void ParquetLane::ResolveLeaves(const TableColumn& column, const ArrowSchema* schema, const ArrowArray* array,
                                std::vector<Ancestor>& ancestors) {
  if (column.kind != Kind::List && column.kind != Kind::Struct) {
    inputs_.push_back(array == nullptr ? Input{} : Input{*TypeOf(*schema), array, batches_, ancestors});
    return;
  }
  ancestors.push_back({column.kind == Kind::List, array});
  for (size_t i = 0; i < column.children.size(); ++i)
    ResolveLeaves(column.children[i], array == nullptr ? nullptr : schema->children[i], array == nullptr ? nullptr : array->children[i],
                  ancestors);
  ancestors.pop_back();
}

Status ParquetLane::WritePartition(const Partition& partition) {
  std::unique_ptr<OpenFile>& slot = files_[partition.folder];
  if (!slot) slot = std::make_unique<OpenFile>(layout_.table, habits_, place_, partition.folder);
  OpenFile& file = *slot;
  file.last_used = batches_;
  Status status = Change(file, [&](FileWriter& writer) { return writer.Append(inputs_, partition.rows, workers_); });
  if (!status.ok()) return status;
  if (file.writer().bytes() >= layout_.file_bytes)
    if (status = FinishFile(files_.find(partition.folder)); !status.ok()) return status;
  return StayInShare();
}

Status ParquetLane::StayInShare() {
  while (staged_ > share_.files)
    if (Status status = FinishOldest(); !status.ok()) return status;
  if (held_ <= share_.memory) return {};
  // Well below, so that not every batch has to make room.
  const size_t target = share_.memory / 4 * 3;
  if (Status status = FlushLargest(target); !status.ok()) return status;
  return FinishUntil(target);
}

// Row groups of the partitions that hold most: the fewest and largest row groups for the room that is needed.
Status ParquetLane::FlushLargest(size_t target) {
  std::vector<std::pair<size_t, std::string>> largest;
  for (const auto& [folder, file] : files_)
    if (file->writer().pending() > 0) largest.emplace_back(file->writer().pending(), folder);
  std::ranges::sort(largest, std::greater());
  for (const auto& [pending, folder] : largest) {
    if (held_ <= target) break;
    const auto entry = files_.find(folder);
    if (entry == files_.end()) continue;  // finished meanwhile, for its descriptors
    if (!entry->second->is_staged() && staged_ >= share_.files) {
      if (Status status = FinishOldest(); !status.ok()) return status;
    }
    Status status = Change(*entry->second, [&](FileWriter& writer) { return writer.FlushRowGroup(workers_); });
    if (!status.ok()) return status;
  }
  return {};
}

// What flushing can't give back: footers of files with many row groups, and buffers.
Status ParquetLane::FinishUntil(size_t target) {
  while (held_ > target) {
    auto largest = files_.end();
    for (auto file = files_.begin(); file != files_.end(); ++file)
      if (largest == files_.end() || file->second->kept() > largest->second->kept()) largest = file;
    if (largest == files_.end()) return {};
    if (Status status = FinishFile(largest); !status.ok()) return status;
  }
  return {};
}

// Gives back descriptors: of a file that is complete, or else of the one that has waited longest for rows.
Status ParquetLane::FinishOldest() {
  if (complete_.empty()) {
    auto oldest = files_.end();
    for (auto file = files_.begin(); file != files_.end(); ++file)
      if (file->second->is_staged() && (oldest == files_.end() || file->second->last_used < oldest->second->last_used)) oldest = file;
    if (oldest == files_.end()) return {};
    if (Status status = FinishFile(oldest); !status.ok()) return status;
  }
  store::StagedFile& file = *complete_.back();
  if (Status status = file.Finish(); !status.ok()) return status;
  receipts_.push_back(file.receipt());
  complete_.pop_back();
  --staged_;
  return {};
}

Status ParquetLane::FinishFile(Files::iterator entry) {
  const std::unique_ptr<OpenFile> file = std::move(entry->second);
  held_ -= file->memory();
  staged_ -= file->is_staged() ? 1 : 0;
  files_.erase(entry);
  auto staged = file->Finish(workers_);
  if (!staged.ok()) return staged.status();
  if (const uint64_t repaired = file->writer().repaired(); repaired > 0)
    log_(WEIR_WARN, std::to_string(repaired) + " values that are not UTF-8 were repaired with U+FFFD in a file of " +
                        (file->folder().empty() ? place_.root : file->folder()));
  complete_.push_back(std::move(*staged));
  ++staged_;
  return {};
}

Status ParquetLane::cut() {
  while (!files_.empty()) {
    if (Status status = FinishFile(files_.begin()); !status.ok()) return status;
    while (staged_ > share_.files)
      if (Status status = FinishOldest(); !status.ok()) return status;
  }
  return {};
}

Status ParquetLane::prepare(const Receipts& receipts) {
  for (const auto& file : complete_) {
    if (Status status = file->Finish(); !status.ok()) return status;
    receipts_.push_back(file->receipt());
  }
  staged_ -= complete_.size();
  complete_.clear();
  for (const std::string& receipt : receipts_) receipts(receipt);
  receipts_.clear();
  return {};
}

}  // namespace weir::parquet
