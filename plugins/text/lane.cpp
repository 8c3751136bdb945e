#include "text/lane.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cassert>
#include <functional>

#include "text/column_rows.hpp"
#include "text/json_rows.hpp"

namespace weir::text {
namespace {

constexpr size_t kPiece = 64 << 10;  // so many pending bytes are worth a write
constexpr size_t kLeastMemory = 1 << 20;
constexpr size_t kMostFiles = 128, kLeastFiles = 4;
// A staged file holds itself and its folder open.
constexpr size_t kDescriptors = 2;
// What a path costs besides its rows.
size_t BytesOfPath(const std::string& path) { return sizeof(OpenFile) + 2 * path.size() + 200; }

}  // namespace

Share ShareOf(uint64_t memory, uint32_t lanes, Compression compression, int level) {
  lanes = std::max(lanes, 1u);
  const size_t mine = std::max(static_cast<size_t>(memory) / lanes, kLeastMemory);
  rlimit limit{};
  // Half of what the process may open is left to others.
  const size_t descriptors = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<size_t>(limit.rlim_cur) / 2 : kMostFiles;
  const size_t cost = OpenFile::kStagedBytes + kPiece + MemoryOf(compression, level);
  const size_t files = std::min({kMostFiles, descriptors / kDescriptors / lanes, mine / 2 / cost});
  return {mine / 2, std::max(files, kLeastFiles)};
}

TextLane::TextLane(const Layout& layout, FileNames names, Share share, store::Context context, Clock clock)
    : layout_(layout),
      names_(std::move(names)),
      share_(share),
      context_(std::move(context)),
      clock_(std::move(clock)),
      paths_(layout.path, layout.time) {}

Status TextLane::begin(uint64_t epoch) {
  names_.Begin(epoch);
  return {};
}

Status TextLane::write(weir_batch& batch) {
  if (batch.array.length == 0) return {};
  if (layout_.format == Format::Json) {
    JsonRows rows(*batch.schema, batch.array, layout_.origin);
    return WriteBatch(batch, rows);
  }
  ColumnRows rows(*batch.schema, batch.array, layout_.column);
  return WriteBatch(batch, rows);
}

template <class Lines>
Status TextLane::WriteBatch(const weir_batch& batch, Lines& lines) {
  ++batches_;
  if (layout_.file_age) now_ = clock_();
  for (const store::RowGroup& group : paths_.Split(*batch.schema, batch.array))
    if (Status status = WriteGroup(group, lines); !status.ok()) return status;
  std::vector<int64_t> nulls;
  if constexpr (std::is_same_v<Lines, ColumnRows>) {
    for (int64_t row = 0; row < batch.array.length; ++row)
      if (lines.is_null(row)) nulls.push_back(row);
    const std::string reason = "`" + layout_.column + "` is null: there is nothing to write";
    const weir_str reasons[] = {Str(reason)};
    if (!nulls.empty()) host.Reject(batch, nulls, reasons);
  }
  if (const auto written = static_cast<uint64_t>(batch.array.length) - nulls.size(); written > 0) host.Written(written);
  return {};
}

template <class Lines>
Status TextLane::WriteGroup(const store::RowGroup& group, Lines& lines) {
  const auto [entry, is_new] = files_.try_emplace(group.name);
  OpenFile& file = entry->second;
  file.last_used = batches_;
  if (is_new) {
    pending_ += BytesOfPath(group.name);
    file.begun = now_;
  } else if (IsOld(file)) {
    if (Status status = End(group.name, file); !status.ok()) return status;
  }
  Status status = store::VisitRows(group.rows, [&](const auto& row_of) -> Status {
    size_t counted = file.pending.size();
    size_t settle_at = RoomFor(file);
    for (int64_t i = 0; i < group.rows.count; ++i) {
      if constexpr (std::is_same_v<Lines, ColumnRows>)
        if (lines.is_null(row_of(i))) continue;
      lines.AppendRow(row_of(i), file.pending);
      if (++file.rows < layout_.file_rows && file.pending.size() < settle_at) continue;
      pending_ += file.pending.size() - counted;
      if (Status settled = Settle(group.name, file); !settled.ok()) return settled;
      counted = file.pending.size();
      settle_at = counted + RoomFor(file);
    }
    pending_ += file.pending.size() - counted;
    return {};
  });
  if (!status.ok()) return status;
  if (file.is_empty()) Forget(files_.find(group.name));
  return StayInShare();
}

// How many more bytes to wait for.  Without compression a file ends with the row that fills it.
size_t TextLane::RoomFor(const OpenFile& file) const {
  const uint64_t left = layout_.file_bytes > file.bytes() ? layout_.file_bytes - file.bytes() : 1;
  return layout_.compression == Compression::None ? std::min<uint64_t>(kPiece, left) : std::min<uint64_t>(kPiece, layout_.file_bytes);
}

// A piece has come: into the file with it, unless that would push out a file that others write to while there is room to wait.
Status TextLane::Settle(const std::string& path, OpenFile& file) {
  const bool may_wait = !file.is_staged() && staged_ >= share_.files && pending_ <= share_.pending &&
                        file.pending.size() < layout_.file_bytes && file.rows < layout_.file_rows;
  return may_wait ? Status() : Drain(path, file);
}

bool TextLane::IsFull(const OpenFile& file) const { return file.bytes() >= layout_.file_bytes || file.rows >= layout_.file_rows; }

bool TextLane::IsOld(const OpenFile& file) const { return layout_.file_age && now_ - file.begun >= *layout_.file_age; }

Status TextLane::Drain(const std::string& path, OpenFile& file) {
  if (!file.is_staged())
    if (Status status = Stage(path, file); !status.ok()) return status;
  pending_ -= file.pending.size();
  if (Status status = file.Drain(); !status.ok()) return status;
  return IsFull(file) ? Complete(file) : Status();
}

// Finishes the file, whatever is in it.
Status TextLane::End(const std::string& path, OpenFile& file) {
  if (Status status = Drain(path, file); !status.ok()) return status;
  return file.is_staged() ? Complete(file) : Status();
}

Status TextLane::Stage(const std::string& path, OpenFile& file) {
  while (staged_ >= share_.files)
    if (Status status = FinishOldest(); !status.ok()) return status;
  auto staged = store::StagedFile::Create(layout_.path.root, names_.state_id(), names_.Next(path), context_);
  if (!staged.ok()) return staged.status();
  auto encoder = MakeEncoder(layout_.compression, layout_.level);
  if (!encoder.ok()) return encoder.status();
  file.Stage(std::move(*staged), std::move(*encoder));
  ++staged_;
  return {};
}

// The paths that hold most: the fewest writes for the room that is needed.
Status TextLane::StayInShare() {
  if (pending_ <= share_.pending) return {};
  const size_t target = share_.pending / 4 * 3;  // well below, so that not every group has to make room
  std::vector<std::pair<size_t, std::string>> largest;
  for (const auto& [path, file] : files_)
    if (!file.pending.empty()) largest.emplace_back(file.pending.size(), path);
  std::ranges::sort(largest, std::greater());
  for (const auto& [bytes, path] : largest) {
    if (pending_ <= target) break;
    const auto entry = files_.find(path);
    if (entry == files_.end()) continue;  // finished meanwhile, for its descriptors
    if (Status status = Drain(path, entry->second); !status.ok()) return status;
    if (entry->second.is_empty()) Forget(entry);
  }
  return {};
}

// Ends the staged file; the path begins another one with its next row.
Status TextLane::Complete(OpenFile& file) {
  pending_ -= file.pending.size();
  auto staged = file.End();
  if (!staged.ok()) return staged.status();
  complete_.push_back(std::move(*staged));
  file.begun = now_;
  return {};
}

void TextLane::Forget(Files::iterator entry) {
  pending_ -= BytesOfPath(entry->first);
  files_.erase(entry);
}

// Gives back descriptors: of a file that is complete, or else of the one that has waited longest for rows.
Status TextLane::FinishOldest() {
  if (complete_.empty()) {
    auto oldest = files_.end();
    for (auto file = files_.begin(); file != files_.end(); ++file)
      if (file->second.is_staged() && (oldest == files_.end() || file->second.last_used < oldest->second.last_used)) oldest = file;
    assert(oldest != files_.end() && "what is staged is complete or among the open files");
    if (Status status = Complete(oldest->second); !status.ok()) return status;
    Forget(oldest);
  }
  return MakeDurable();
}

Status TextLane::MakeDurable() {
  if (Status status = complete_.back()->Finish(); !status.ok()) return status;
  receipts_.push_back(complete_.back()->receipt());
  complete_.pop_back();
  --staged_;
  return {};
}

Status TextLane::cut() {
  while (!files_.empty()) {
    const auto entry = files_.begin();
    if (Status status = End(entry->first, entry->second); !status.ok()) return status;
    Forget(entry);
  }
  return {};
}

Status TextLane::prepare(const Receipts& receipts) {
  while (!complete_.empty())
    if (Status status = MakeDurable(); !status.ok()) return status;
  for (const std::string& receipt : receipts_) receipts(receipt);
  receipts_.clear();
  return {};
}

}  // namespace weir::text
