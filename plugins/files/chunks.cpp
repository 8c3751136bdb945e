#include "files/chunks.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>

#include "files/beginning.hpp"
#include "store/folders.hpp"
#include "store/os_error.hpp"

namespace weir::files {
namespace {

static_assert(std::endian::native == std::endian::little, "positions are copied as they lie in memory");

// Big enough that a call's cost does not show, small enough to stay in the processor's cache until it is inflated.
constexpr size_t kChunk = 256 << 10;

struct Position {
  uint64_t offset = 0;
  std::string_view mark;  // may be empty
  // How long the file was at least.
  uint64_t end() const { return std::max(offset, mark.empty() ? 0 : EndOf(mark)); }
};

Result<Position> Parse(std::string_view bytes, const std::string& path) {
  Position position;
  if (bytes.empty()) return position;
  if (bytes.size() < sizeof position.offset) return Status::Bug("the position of " + store::Shown(path) + " is not one of a file");
  std::memcpy(&position.offset, bytes.data(), sizeof position.offset);
  position.mark = bytes.substr(sizeof position.offset);
  if (position.mark.empty()) return position;
  if (static_cast<uint8_t>(position.mark[0]) != Beginning::kVersion)
    return Status::Fatal("open " + store::Shown(path) + ": its bookmark was written by another version of this plugin; use that one");
  if (position.mark.size() != Beginning::kMarkBytes) return Status::Bug("the position of " + store::Shown(path) + " is not one of a file");
  return position;
}

Status Refuse(std::string message, bool ends_run) {
  return ends_run ? Status::Fatal(std::move(message)) : Status::Split(std::move(message));
}

class Chunks : public Source::Reader {
 public:
  Chunks(store::Descriptor file, std::string path, OnError on_error, OnChange on_change)
      : file_(std::move(file)), path_(std::move(path)), on_error_(on_error), on_change_(on_change) {}

  // Looks whether the file is still the one that the position is of, and goes there.
  Status Start(const Position& position) {
    struct stat info;
    if (::fstat(file_.get(), &info) != 0) return ReadError("open", path_, errno, on_error_);
    if (!S_ISREG(info.st_mode))
      return Refuse("open " + store::Shown(path_) + ": it is not a regular file any more", on_error_ == OnError::Fail);
    const uint64_t read = position.end();
    const auto size = static_cast<uint64_t>(info.st_size);
    if (size < read) return Changed(read, "it has " + std::to_string(size) + " now");
    if (!position.mark.empty()) {
      Beginning found;
      if (const int error = Beginning::Of(file_.get(), EndOf(position.mark), found)) return ReadError("read", path_, error, on_error_);
      if (found.Mark() != position.mark) return Changed(read, "it does not begin with them any more");
    }
    if (const int error = Beginning::Of(file_.get(), position.offset, read_)) return ReadError("read", path_, error, on_error_);
    return {};
  }

  bool restarted() const override { return restarted_; }

  Result<weir_code> poll(Output& output) override {
    const uint64_t offset = read_.end();
    Buffer bytes = Buffer::Allocate(kChunk);
    ssize_t n;
    do n = ::pread(file_.get(), bytes.mutable_data<char>(), kChunk, static_cast<off_t>(offset));
    while (n < 0 && errno == EINTR);
    if (n < 0) return ReadError("read at byte " + std::to_string(offset) + " of", path_, errno, on_error_);
    if (n == 0) return End();
    bytes.bytes = static_cast<size_t>(n);

    // Not before the runner has taken the chunk: if it does not, the same comes again.
    Beginning read = read_;
    read.Append({bytes.as<char>(), bytes.bytes});
    Buffer ends = Buffer::Allocate(2 * sizeof(int32_t));
    ends.mutable_data<int32_t>()[0] = 0;
    ends.mutable_data<int32_t>()[1] = static_cast<int32_t>(n);
    const uint64_t after = read.end();
    const std::string position = std::string(reinterpret_cast<const char*>(&after), sizeof after) + read.Mark();
    Array chunk(MakeBatch(1, {MakeArray(1, 0, {Buffer{}, std::move(ends), std::move(bytes)})}));
    Status status = output.Emit(std::move(chunk), position, std::numeric_limits<int64_t>::min());
    if (!status.ok()) return status;
    read_ = std::move(read);
    return WEIR_OK;
  }

 private:
  // A file that was cut while it was read ends where it did not end before: what came of it may be no whole record.
  Result<weir_code> End() const {
    struct stat info;
    if (::fstat(file_.get(), &info) != 0) return ReadError("read", path_, errno, on_error_);
    if (static_cast<uint64_t>(info.st_size) >= read_.end()) return WEIR_END;
    return Refuse("read " + store::Shown(path_) + ": it was cut to " + std::to_string(info.st_size) + " bytes when " +
                      std::to_string(read_.end()) + " were read",
                  on_change_ == OnChange::Fail);
  }

  Status Changed(uint64_t read, const std::string& how) {
    if (on_change_ == OnChange::Reread) {
      restarted_ = true;
      return {};
    }
    return Refuse("open " + store::Shown(path_) + ": became another file since it was read (" + std::to_string(read) +
                      " bytes of it were read): " + how + "; to read such files from their start, set on_change = \"reread\"",
                  on_change_ == OnChange::Fail);
  }

  const store::Descriptor file_;
  const std::string path_;
  const OnError on_error_;
  const OnChange on_change_;
  Beginning read_;
  bool restarted_ = false;
};

}  // namespace

Result<std::unique_ptr<Source::Reader>> OpenFile(const std::string& path, std::string_view position, OnError on_error, OnChange on_change) {
  const Result<Position> from = Parse(position, path);
  if (!from.ok()) return from.status();
  // Something else may have taken the name since it was listed; opening a pipe must not wait for its writer.
  store::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (const int error = file.is_open() ? 0 : errno; error == ENOENT || error == ENOTDIR)
    return Refuse("open " + store::Shown(path) + ": it was deleted since it was listed", on_error == OnError::Fail).WithDetail(error);
  else if (error != 0)
    return ReadError("open", path, error, on_error);
  (void)::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  auto chunks = std::make_unique<Chunks>(std::move(file), path, on_error, on_change);
  if (Status status = chunks->Start(*from); !status.ok()) return status;
  return std::unique_ptr<Source::Reader>(std::move(chunks));
}

}  // namespace weir::files
