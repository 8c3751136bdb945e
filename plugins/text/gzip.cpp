// gzip: levels 1 to 3 are ISA-L's, ten times as fast as zlib and a fifth larger; 4 to 9 are zlib's.  The header holds no time, so
// that the same rows make the same bytes.
#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include <array>
#include <cassert>
#include <limits>
#include <string>

#include "text/encoder.hpp"

namespace weir::text {
namespace {

constexpr size_t kOut = 64 << 10;
constexpr int kHighestOfIsal = 3;
constexpr size_t kIsalBuffers[] = {ISAL_DEF_LVL0_DEFAULT, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT, ISAL_DEF_LVL3_DEFAULT};

Status Failed(int code) { return Status::Fatal("gzip: the compressor failed with " + std::to_string(code)); }

class FastGzip final : public Encoder {
 public:
  explicit FastGzip(int level) : level_buffer_(std::make_unique_for_overwrite<uint8_t[]>(kIsalBuffers[level])) {
    isal_deflate_init(&stream_);
    stream_.gzip_flag = IGZIP_GZIP;
    stream_.level = static_cast<uint32_t>(level);
    stream_.level_buf = level_buffer_.get();
    stream_.level_buf_size = static_cast<uint32_t>(kIsalBuffers[level]);
  }

  Status Encode(std::string_view text, bool last, const Out& out) override {
    assert(text.size() <= std::numeric_limits<uint32_t>::max());
    stream_.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uint32_t>(text.size());
    stream_.end_of_stream = last ? 1 : 0;
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uint32_t>(out_.size());
      if (const int code = isal_deflate(&stream_); code != COMP_OK) return Failed(code);
      const size_t made = out_.size() - stream_.avail_out;
      if (Status status = out({reinterpret_cast<const char*>(out_.data()), made}); !status.ok()) return status;
    } while (stream_.avail_out == 0);
    return {};
  }

 private:
  isal_zstream stream_;
  std::unique_ptr<uint8_t[]> level_buffer_;
  std::array<uint8_t, kOut> out_;
};

class SmallGzip final : public Encoder {
 public:
  explicit SmallGzip(int level) {
    constexpr int kGzipHeader = 16;
    ready_ = deflateInit2(&stream_, level, Z_DEFLATED, MAX_WBITS + kGzipHeader, 8, Z_DEFAULT_STRATEGY);
  }
  SmallGzip(const SmallGzip&) = delete;
  SmallGzip& operator=(const SmallGzip&) = delete;
  ~SmallGzip() override {
    if (ready_ == Z_OK) deflateEnd(&stream_);
  }

  Status Encode(std::string_view text, bool last, const Out& out) override {
    assert(text.size() <= std::numeric_limits<uint32_t>::max());
    if (ready_ != Z_OK) return Failed(ready_);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      if (const int code = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH); code == Z_STREAM_ERROR) return Failed(code);
      const size_t made = out_.size() - stream_.avail_out;
      if (Status status = out({reinterpret_cast<const char*>(out_.data()), made}); !status.ok()) return status;
    } while (stream_.avail_out == 0);
    return {};
  }

 private:
  z_stream stream_{};
  int ready_ = Z_OK;
  std::array<uint8_t, kOut> out_;
};

}  // namespace

size_t GzipMemory(int level) {
  constexpr size_t kZlibMemory = 268 << 10;  // zconf.h, for the default window and memLevel
  return level <= kHighestOfIsal ? sizeof(FastGzip) + kIsalBuffers[level] : sizeof(SmallGzip) + kZlibMemory;
}

Result<std::unique_ptr<Encoder>> MakeGzip(int level) {
  if (level <= kHighestOfIsal) return std::unique_ptr<Encoder>(std::make_unique<FastGzip>(level));
  return std::unique_ptr<Encoder>(std::make_unique<SmallGzip>(level));
}

}  // namespace weir::text
