#include "store/local/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <optional>

#include "store/os_error.hpp"
#include "store/place.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::local {
namespace {

// Big enough that the cost of a call does not show, small enough for hundreds of open partitions.  A number of blocks.
constexpr size_t kBuffer = 64 << 10;
// From here on a row group is worth a trip to the disk of its own.
#ifdef WEIR_CRASH_POINTS  // tables of the crash tests are small
constexpr size_t kLarge = 8 << 10;
#else
constexpr size_t kLarge = 256 << 10;
#endif
static_assert(kBuffer % kBlock == 0 && Piece::kBytes % kBlock == 0);
// How much may be dirty before the disk is asked to begin, so that Finish has little left to wait for.
constexpr uint64_t kFlushEvery = 8 << 20;
// Between the folder's making and the file's, the last file of another lane may leave and take the empty folder with it.
constexpr int kAttempts = 1000;

// The start of the file's name, for people, and a hash of its whole path, for uniqueness; together below NAME_MAX.
std::string StagedName(std::string_view path) {
  const XXH128_hash_t hash = XXH3_128bits(path.data(), path.size());
  char hex[40];
  std::snprintf(hex, sizeof hex, "-%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return std::string(path.substr(path.rfind('/') + 1).substr(0, 160)) + hex + std::string(kStagedEnding);
}

}  // namespace

File::File(std::string root, std::string_view state_id, std::string_view path)
    : root_(std::move(root)), state_id_(state_id), path_(path), name_(StagedName(path)) {}

Result<std::unique_ptr<StagedFile>> File::Create(std::string absolute_root, std::string_view state_id, std::string_view path) {
  std::unique_ptr<File> file(new File(std::move(absolute_root), state_id, path));
  if (Status status = file->Open(); !status.ok()) return status;
  return std::unique_ptr<StagedFile>(std::move(file));
}

Status File::Open() {
  const std::string staging = std::string(ParentOf(staged_path()));
  int error = 0;
  std::string at;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    error = MakeFolder(staging, at);
    if (error == 0) {
      at = staging;
      error = OpenStaging(root_, state_id_, folder_);
    }
    if (error == 0) {
      at = staged_path();
      CrashPoint("create.before");
      file_ = Descriptor(::openat(folder_.get(), name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
      CrashPoint("create.after");
      if (file_.is_open()) return {};
      error = errno;
    }
    if (error != ENOENT && error != EINTR) break;
  }
  if (error == EEXIST)
    return Status::Fatal("create " + Shown(final_path()) + ": it is being written already; give each sink a path of its own");
  return SystemError("create", at, error);
}

File::~File() {
  if (finished_ || !file_.is_open()) return;
  direct_.reset();
  (void)file_.Close();
  CrashPoint("abort.before");
  (void)::unlinkat(folder_.get(), name_.c_str(), 0);
  CrashPoint("abort.after");
  RemoveEmptyStaging(root_, state_id_);
}

Status File::Fail(std::string_view action, int error) {
  failure_ = SystemError(action, final_path(), error);
  return failure_;
}

Status File::Append(std::string_view bytes) { return Append(std::span(&bytes, 1)); }

Status File::Append(std::span<const std::string_view> pieces) {
  assert(!finished_ && "a finished file does not grow");
  if (!failure_.ok()) return failure_;
  size_t pending = buffer_.size();
  for (const std::string_view bytes : pieces) {
    pending += bytes.size();
    size_ += bytes.size();
  }
  if (pending >= kLarge) return AppendLarge(pieces);
  for (std::string_view bytes : pieces) {
    while (!bytes.empty()) {
      const std::string_view now = bytes.substr(0, kBuffer - buffer_.size());
      buffer_.append(now);
      bytes.remove_prefix(now.size());
      if (buffer_.size() < kBuffer) break;
      if (Status status = WriteBuffer(); !status.ok()) return status;
    }
  }
  return {};
}

Status File::AppendLarge(std::span<const std::string_view> pieces) {
  if (!direct_) direct_ = std::make_unique<DirectWrites>(folder_, name_, file_);
  direct_->Open();
  std::optional<Piece> piece = Piece::Take();
  int error = 0;
  const auto fill = [&](std::string_view bytes) {
    while (!bytes.empty() && error == 0) {
      if (piece->is_full()) {
        direct_->Begin(std::move(*piece), Piece::kBytes, written_);
        written_ += Piece::kBytes;
        error = direct_->Failure();
        piece.emplace(Piece::Take());
      }
      piece->Fill(bytes);
    }
  };
  fill(buffer_);
  for (const std::string_view bytes : pieces) fill(bytes);
  const size_t blocks = piece->bytes().size() / kBlock * kBlock;
  buffer_.assign(piece->bytes().substr(blocks));
  if (blocks > 0 && error == 0) direct_->Begin(std::move(*piece), blocks, written_);
  written_ += blocks;
  direct_->Close();
  if (error == 0) error = direct_->Failure();
  if (error != 0) return Fail("write", error);
  Flush();
  return {};
}

Status File::WaitForDirect() {
  const int error = direct_ ? direct_->Wait() : 0;
  return error == 0 ? Status() : Fail("write", error);
}

Status File::WriteBuffer() {
  // Their blocks may share a page with these.
  if (Status status = WaitForDirect(); !status.ok()) return status;
  if (const int error = WriteAt(file_, buffer_, written_)) return Fail("write", error);
  written_ += buffer_.size();
  buffer_.clear();
  Flush();
  return {};
}

void File::Flush() {
  if (written_ - flushing_ < kFlushEvery) return;
  // Only a hint: what can't be written is reported by Finish.
  (void)::sync_file_range(file_.get(), static_cast<off_t>(flushing_), static_cast<off_t>(written_ - flushing_), SYNC_FILE_RANGE_WRITE);
  flushing_ = written_;
}

Status File::Finish() {
  assert(!finished_);
  if (!failure_.ok()) return failure_;
  if (Status status = WriteBuffer(); !status.ok()) return status;
  direct_.reset();
  std::string().swap(buffer_);
  assert(written_ == size_);
  CrashPoint("sync_file.before");
  if (::fsync(file_.get()) != 0) return Fail("sync", errno);
  CrashPoint("sync_file.after");
  if (::fsync(folder_.get()) != 0) return Fail("sync", errno);
  CrashPoint("sync_entry.after");
  // Another sink may have made these two and not have synced them yet.
  for (const std::string& above : {root_ + '/' + std::string(kStaging), root_})
    if (const int error = SyncFolder(above)) return Fail("sync", error);
  CrashPoint("sync_staging.after");
  if (const int error = file_.Close()) {
    (void)::unlinkat(folder_.get(), name_.c_str(), 0);
    return Fail("close", error);
  }
  folder_ = Descriptor();
  finished_ = true;
  return {};
}

Receipt File::Describe() const { return {root_, state_id_, name_, final_path()}; }

std::string File::staged_path() const { return Describe().staged_path(); }

std::string File::receipt() const { return Describe().Encode(); }

}  // namespace weir::store::local
