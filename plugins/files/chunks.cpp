#include "files/chunks.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>

#include "store/folders.hpp"
#include "store/os_error.hpp"

namespace weir::files {
namespace {

static_assert(std::endian::native == std::endian::little, "positions are copied as they lie in memory");

// Big enough that a call's cost does not show, small enough to stay in the processor's cache until it is inflated.
constexpr size_t kChunk = 256 << 10;

class Chunks : public Source::Reader {
 public:
  Chunks(store::Descriptor file, std::string path, uint64_t offset, OnError on_error)
      : file_(std::move(file)), path_(std::move(path)), offset_(offset), on_error_(on_error) {}

  Result<weir_code> poll(Output& output) override {
    Buffer bytes = Buffer::Allocate(kChunk);
    ssize_t n;
    do n = ::pread(file_.get(), bytes.mutable_data<char>(), kChunk, static_cast<off_t>(offset_));
    while (n < 0 && errno == EINTR);
    if (n < 0) return ReadError("read at byte " + std::to_string(offset_) + " of", path_, errno, on_error_);
    if (n == 0) return WEIR_END;
    bytes.bytes = static_cast<size_t>(n);

    Buffer ends = Buffer::Allocate(2 * sizeof(int32_t));
    ends.mutable_data<int32_t>()[0] = 0;
    ends.mutable_data<int32_t>()[1] = static_cast<int32_t>(n);
    const uint64_t after = offset_ + static_cast<uint64_t>(n);
    std::array<char, sizeof after> position;
    std::memcpy(position.data(), &after, sizeof after);
    Array chunk(MakeBatch(1, {MakeArray(1, 0, {Buffer{}, std::move(ends), std::move(bytes)})}));
    Status status = output.Emit(std::move(chunk), {position.data(), position.size()}, std::numeric_limits<int64_t>::min());
    if (!status.ok()) return status;
    offset_ = after;
    return WEIR_OK;
  }

 private:
  const store::Descriptor file_;
  const std::string path_;
  uint64_t offset_;
  const OnError on_error_;
};

// A damaged object, as the option says.
Status Refuse(std::string message, OnError on_error) {
  return on_error == OnError::Continue ? Status::Split(std::move(message)) : Status::Fatal(std::move(message));
}

}  // namespace

Result<std::unique_ptr<Source::Reader>> OpenFile(const std::string& path, std::string_view position, OnError on_error) {
  uint64_t offset = 0;
  if (!position.empty() && position.size() != sizeof offset)
    return Status::Bug("the position of " + store::Shown(path) + " is not one of a file");
  if (!position.empty()) std::memcpy(&offset, position.data(), position.size());

  // Something else may have taken the name since it was listed; opening a pipe must not wait for its writer.
  store::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.is_open()) return ReadError("open", path, errno, on_error);
  struct stat info;
  if (::fstat(file.get(), &info) != 0) return ReadError("open", path, errno, on_error);
  if (!S_ISREG(info.st_mode)) return Refuse("open " + store::Shown(path) + ": it is not a regular file any more", on_error);
  if (static_cast<uint64_t>(info.st_size) < offset)
    return Refuse("open " + store::Shown(path) + ": " + std::to_string(offset) + " bytes of it were read, it has " +
                      std::to_string(info.st_size) + " now; it was cut or replaced",
                  on_error);
  (void)::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::unique_ptr<Source::Reader>(std::make_unique<Chunks>(std::move(file), path, offset, on_error));
}

}  // namespace weir::files
