#include "codec.hpp"

#include <snappy.h>
#include <zstd.h>

#include <cstring>
#include <string>

namespace weir::parquet {
namespace {

// Room kept between pages; a page that one huge value made larger gives its room back.
constexpr size_t kKeep = 4 << 20;

// Of a page that is not small a part is tried.  When that does not become smaller by one part in so many, the page does not either.
constexpr size_t kFewestToSample = 64 << 10, kSample = 16 << 10, kLeastGain = 32;

// Snappy's tag of a literal whose length less one is in the two bytes that follow.  Its own compressor makes no longer ones.
constexpr uint8_t kLiteralOfTwoBytes = 61 << 2;
constexpr size_t kLiteral = 64 << 10;

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
    if (page.size() >= kFewestToSample && !Shrinks(page.substr(page.size() / 2, kSample)))
      StoreLiterals(page);
    else
      CompressSnappy(page);
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

void Compressor::CompressSnappy(std::string_view page) {
  size_t length = 0;
  snappy::RawCompress(page.data(), page.size(), out_.Reserve(snappy::MaxCompressedLength(page.size())), &length);
  out_.Advance(length);
}

bool Compressor::Shrinks(std::string_view sample) {
  CompressSnappy(sample);
  const bool shrinks = out_.size() + sample.size() / kLeastGain <= sample.size();
  out_.Clear();
  return shrinks;
}

void Compressor::StoreLiterals(std::string_view page) {
  char* at = out_.Reserve(snappy::MaxCompressedLength(page.size()));
  const char* const start = at;
  for (size_t left = page.size(); left > 0; left >>= 7) *at++ = static_cast<char>(left < 0x80 ? left : left | 0x80);
  for (size_t from = 0; from < page.size(); from += kLiteral) {
    const std::string_view literal = page.substr(from, kLiteral);
    const auto last = static_cast<uint16_t>(literal.size() - 1);
    *at++ = static_cast<char>(kLiteralOfTwoBytes);
    std::memcpy(at, &last, sizeof last);
    std::memcpy(at + sizeof last, literal.data(), literal.size());
    at += sizeof last + literal.size();
  }
  out_.Advance(static_cast<size_t>(at - start));
}

}  // namespace weir::parquet
