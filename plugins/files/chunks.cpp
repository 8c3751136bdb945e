#include "files/chunks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "files/beginning.hpp"
#include "store/os_error.hpp"
#include "store/readable.hpp"

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
  Chunks(std::unique_ptr<store::Readable> file, std::string path, OnError on_error, OnChange on_change)
      : file_(std::move(file)), path_(std::move(path)), on_error_(on_error), on_change_(on_change) {}

  // Looks whether the file is still the one that the position is of, and goes there.
  Status Start(const Position& position) {
    const uint64_t read = position.end();
    if (read == 0) return {};
    const Result<uint64_t> size = file_->Size();
    if (!size.ok()) return Judge(size.status(), on_error_);
    if (*size < read) return Changed(read, "it has " + std::to_string(*size) + " now");
    if (!position.mark.empty()) {
      const Result<Beginning> found = Beginning::Of(*file_, EndOf(position.mark));
      if (!found.ok()) return Judge(found.status(), on_error_);
      if (found->Mark() != position.mark) return Changed(read, "it does not begin with them any more");
    }
    Result<Beginning> to_here = Beginning::Of(*file_, position.offset);
    if (!to_here.ok()) return Judge(to_here.status(), on_error_);
    read_ = std::move(*to_here);
    return {};
  }

  bool restarted() const override { return restarted_; }

  Result<weir_code> poll(Output& output) override {
    const uint64_t offset = read_.end();
    Buffer bytes = Buffer::Allocate(kChunk);
    const Result<size_t> n = file_->ReadOn(offset, {bytes.mutable_data<char>(), kChunk});
    if (!n.ok()) return Judge(n.status(), on_error_);
    if (*n == 0) return End();
    bytes.bytes = *n;

    // Not before the runner has taken the chunk: if it does not, the same comes again.
    Beginning read = read_;
    read.Append({bytes.as<char>(), bytes.bytes});
    Buffer ends = Buffer::Allocate(2 * sizeof(int32_t));
    ends.mutable_data<int32_t>()[0] = 0;
    ends.mutable_data<int32_t>()[1] = static_cast<int32_t>(*n);
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
    const Result<uint64_t> size = file_->Size();
    if (!size.ok()) return Judge(size.status(), on_error_);
    if (*size >= read_.end()) return WEIR_END;
    return Refuse("read " + store::Shown(path_) + ": it was cut to " + std::to_string(*size) + " bytes when " +
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

  const std::unique_ptr<store::Readable> file_;
  const std::string path_;
  const OnError on_error_;
  const OnChange on_change_;
  Beginning read_;
  bool restarted_ = false;
};

}  // namespace

Result<std::unique_ptr<Source::Reader>> OpenFile(const std::string& path, uint64_t bytes, std::string_view position, OnError on_error,
                                                 OnChange on_change, const store::Context& context) {
  const Result<Position> from = Parse(position, path);
  if (!from.ok()) return from.status();
  Result<std::unique_ptr<store::Readable>> file = store::Open(path, bytes, context);
  if (!file.ok()) return Judge(file.status(), on_error);
  auto chunks = std::make_unique<Chunks>(std::move(*file), path, on_error, on_change);
  if (Status status = chunks->Start(*from); !status.ok()) return status;
  return std::unique_ptr<Source::Reader>(std::move(chunks));
}

}  // namespace weir::files
