// How pages are compressed.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "byte_buffer.hpp"
#include "weir/status.hpp"

struct ZSTD_CCtx_s;

namespace weir::parquet {

enum class Codec { Snappy, Zstd, None };

// The number of a codec in parquet.thrift.
int32_t CodecNumber(Codec codec);

// One page after the other; not shared between threads.
class Compressor {
 public:
  Compressor(Codec codec, int level) : codec_(codec), level_(level) {}
  // The result stays valid until the next call, or as long as `page` when nothing is to be done.
  Result<std::string_view> Compress(std::string_view page);
  size_t memory() const { return out_.capacity(); }

 private:
  void CompressSnappy(std::string_view page);
  // Whether a part of a page is worth the time.
  bool Shrinks(std::string_view sample);
  // The page as snappy, but only copied: random ids, indices that are packed tightly.
  void StoreLiterals(std::string_view page);
  struct Freer {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  Codec codec_;
  int level_;
  ByteBuffer out_;
  std::unique_ptr<ZSTD_CCtx_s, Freer> zstd_;
};

}  // namespace weir::parquet
