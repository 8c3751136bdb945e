// zstd with a checksum of the content, which costs nothing that can be measured.
#define ZSTD_STATIC_LINKING_ONLY  // ZSTD_estimateCStreamSize
#include <zstd.h>

#include <string>

#include "text/encoder.hpp"

namespace weir::text {
namespace {

constexpr size_t kOut = 64 << 10;

class Zstd final : public Encoder {
 public:
  explicit Zstd(ZSTD_CCtx* context) : context_(context), out_(std::make_unique_for_overwrite<char[]>(kOut)) {}

  Status Encode(std::string_view text, bool last, const Out& out) override {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    for (;;) {
      ZSTD_outBuffer made{out_.get(), kOut, 0};
      const size_t left = ZSTD_compressStream2(context_.get(), &made, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) return Status::Fatal(std::string("zstd: ") + ZSTD_getErrorName(left));
      if (Status status = out({out_.get(), made.pos}); !status.ok()) return status;
      if (last ? left == 0 : in.pos == in.size) return {};
    }
  }

 private:
  struct Freer {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Freer> context_;
  std::unique_ptr<char[]> out_;
};

}  // namespace

size_t ZstdMemory(int level) { return ZSTD_estimateCStreamSize(level) + kOut; }

Result<std::unique_ptr<Encoder>> MakeZstd(int level) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  if (context == nullptr) return Status::Fatal("zstd: no memory for a compressor");
  auto encoder = std::make_unique<Zstd>(context);
  for (const size_t code :
       {ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level), ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)})
    if (ZSTD_isError(code) != 0) return Status::Fatal(std::string("zstd: ") + ZSTD_getErrorName(code));
  return std::unique_ptr<Encoder>(std::move(encoder));
}

}  // namespace weir::text
