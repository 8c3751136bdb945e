// Reads back what the sink compressed, and insists on one gzip member or zstd frame that ends where the file does.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <string_view>

namespace weir::text {

inline std::string Gunzip(std::string_view file) {
  z_stream stream{};
  EXPECT_EQ(Z_OK, inflateInit2(&stream, MAX_WBITS + 16));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  std::string text;
  std::string piece(1 << 16, '\0');
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    code = inflate(&stream, Z_NO_FLUSH);
    text.append(piece, 0, piece.size() - stream.avail_out);
  }
  EXPECT_EQ(Z_STREAM_END, code);
  EXPECT_EQ(0u, stream.avail_in) << "something follows the member";
  inflateEnd(&stream);
  return text;
}

inline std::string Unzstd(std::string_view file) {
  EXPECT_EQ(file.size(), ZSTD_findFrameCompressedSize(file.data(), file.size())) << "not one frame";
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer in{file.data(), file.size(), 0};
  std::string text;
  std::string piece(1 << 16, '\0');
  size_t left = 1;
  while (left != 0 && in.pos <= in.size) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    left = ZSTD_decompressStream(context, &out, &in);
    if (ZSTD_isError(left) != 0 || (out.pos == 0 && in.pos == in.size && left != 0)) {
      ADD_FAILURE() << "damaged";
      break;
    }
    text.append(piece, 0, out.pos);
  }
  ZSTD_freeDCtx(context);
  return text;
}

}  // namespace weir::text
