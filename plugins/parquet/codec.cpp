#include "codec.hpp"

#include <snappy.h>
#include <zstd.h>

#include <string>

namespace weir::parquet {
namespace {

// Room kept between pages; a page that one huge value made larger gives its room back.
constexpr size_t kKeep = 4 << 20;

}  // namespace

int32_t CodecNumber(Codec codec) {
  switch (codec) {
    case Codec::None: return 0;
    case Codec::Snappy: return 1;
    case Codec::Zstd: return 6;
  }
  return 0;
}

void Compressor::Freer::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

Result<std::string_view> Compressor::Compress(std::string_view page) {
  if (codec_ == Codec::None) return page;
  if (out_.capacity() > kKeep) out_.Free();
  out_.Clear();
  if (codec_ == Codec::Snappy) {
    size_t length = 0;
    snappy::RawCompress(page.data(), page.size(), out_.Reserve(snappy::MaxCompressedLength(page.size())), &length);
    out_.Advance(length);
    return out_.view();
  }
  if (!zstd_) zstd_.reset(ZSTD_createCCtx());
  if (!zstd_) return Status::Fatal("zstd: no memory for a compressor");
  const size_t bound = ZSTD_compressBound(page.size());
  const size_t length = ZSTD_compressCCtx(zstd_.get(), out_.Reserve(bound), bound, page.data(), page.size(), level_);
  if (ZSTD_isError(length) != 0) return Status::Fatal(std::string("zstd: ") + ZSTD_getErrorName(length));
  out_.Advance(length);
  return out_.view();
}

}  // namespace weir::parquet
