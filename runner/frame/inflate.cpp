#include "frame/inflate.hpp"

#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir::frame {
namespace {

constexpr uint8_t kGzipMagic[] = {0x1f, 0x8b};
constexpr uint8_t kZstdMagic[] = {0x28, 0xb5, 0x2f, 0xfd};
// A frame that wants a larger window than this would take memory that no budget knows of; zstd's own tool needs --long for more.
constexpr int kZstdWindowLog = 25;
constexpr uint64_t kRatioFrom = 64u << 20;

}  // namespace

struct Inflater::Gzip {
  inflate_state state;
  isal_gzip_header header;
  bool in_member = false;  // inside a member, whose end must come
  bool in_header = false;  // and there in its header
  // isal_inflate reads headers too, but forgets between two calls what it knew of one.
  void Begin() {
    isal_inflate_init(&state);
    isal_gzip_header_init(&header);
    state.crc_flag = ISAL_GZIP_NO_HDR_VER;
    in_member = in_header = true;
  }
};

struct Inflater::Zstd {
  ZSTD_DStream* stream = ZSTD_createDStream();
  bool in_frame = false;
  Zstd() {
    ZSTD_initDStream(stream);
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  ~Zstd() { ZSTD_freeDStream(stream); }
};

Inflater::Inflater(Limits limits, bool plain) : limits_(limits), kind_(plain ? Kind::Plain : Kind::Unknown) {}
Inflater::~Inflater() = default;

void Inflater::Feed(std::span<const uint8_t> input) {
  assert(needs_input() && "the last input is not used up");
  input_ = input;
}

// Collects the first four bytes, whatever pieces they come in, and decides.  False while there are too few.
bool Inflater::Detect() {
  while (magic_bytes_ < sizeof magic_ && !input_.empty()) {
    magic_[magic_bytes_++] = input_.front();
    Consume(1);
  }
  if (magic_bytes_ < sizeof magic_ && !finished_) return false;
  const std::span<const uint8_t> magic(magic_, magic_bytes_);
  const auto starts_with = [&](std::span<const uint8_t> prefix) {
    return magic.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), magic.begin());
  };
  // A zstd object may begin with a skippable frame, as those of pzstd do (RFC 8878, 3.1.2).
  const bool skippable =
      magic.size() == sizeof magic_ && (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
  kind_ = starts_with(kGzipMagic) ? Kind::Gzip : starts_with(kZstdMagic) || skippable ? Kind::Zstd : Kind::Plain;
  if (kind_ == Kind::Gzip) gzip_ = std::make_unique<Gzip>();
  if (kind_ == Kind::Zstd) zstd_ = std::make_unique<Zstd>();
  // The bytes taken for the decision come first, then the rest of this input.
  after_magic_ = input_;
  input_ = magic;
  bytes_in_ -= magic.size();
  return true;
}

void Inflater::Damaged(std::string what) {
  if (damage_.ok()) damage_ = Status::Split(fmt::format("byte {}: {}", bytes_in_, what));
}

Result<size_t> Inflater::Inflate(std::span<uint8_t> out) {
  if (kind_ == Kind::Unknown && !Detect()) return size_t{0};
  size_t made = 0;
  while (damage_.ok() && made < out.size()) {
    if (input_.empty()) input_ = std::exchange(after_magic_, {});
    const uint64_t bytes_in = bytes_in_;
    size_t step = 0;
    switch (kind_) {
      case Kind::Unknown: break;
      case Kind::Plain: step = Copy(out.subspan(made)); break;
      case Kind::Gzip: step = InflateGzip(out.subspan(made)); break;
      case Kind::Zstd: step = InflateZstd(out.subspan(made)); break;
    }
    made += step;
    bytes_out_ += step;
    CheckLimits();
    if (step == 0 && bytes_in_ == bytes_in) break;
  }
  if (made == 0 && !damage_.ok()) return damage_;
  return made;
}

size_t Inflater::Copy(std::span<uint8_t> out) {
  const size_t n = std::min(out.size(), input_.size());
  if (n > 0) std::memcpy(out.data(), input_.data(), n);
  Consume(n);
  return n;
}

size_t Inflater::InflateGzip(std::span<uint8_t> out) {
  if (!gzip_->in_member) {
    // Between members some writers pad with zeros; anything else that is not a member means that the object is not what it says.
    if (bytes_in_ > 0)
      while (!input_.empty() && input_.front() == 0) Consume(1);
    if (input_.empty()) return 0;
    if (input_.front() != kGzipMagic[0]) {
      Damaged("bytes after the last gzip member");
      return 0;
    }
    gzip_->Begin();
  }
  inflate_state& state = gzip_->state;
  const auto given = static_cast<uint32_t>(std::min<size_t>(input_.size(), UINT32_MAX));
  const auto room = static_cast<uint32_t>(std::min<size_t>(out.size(), UINT32_MAX));
  state.next_in = const_cast<uint8_t*>(input_.data());
  state.avail_in = given;
  state.next_out = out.data();
  state.avail_out = room;
  const bool in_header = gzip_->in_header;
  const int code = in_header ? isal_read_gzip_header(&state, &gzip_->header) : isal_inflate(&state);
  if (in_header && code == ISAL_DECOMP_OK) gzip_->in_header = false;
  const size_t made = room - state.avail_out;
  Consume(given - state.avail_in);
  if (code == ISAL_INCORRECT_CHECKSUM)
    Damaged("the gzip checksum is wrong");
  else if (code < 0)
    Damaged("damaged gzip data");
  else if (!in_header && state.block_state == ISAL_BLOCK_FINISH)
    gzip_->in_member = false;
  else if (made == 0 && at_end())
    Damaged("the gzip data is cut off");
  return made;
}

size_t Inflater::InflateZstd(std::span<uint8_t> out) {
  ZSTD_inBuffer in{input_.data(), input_.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  const size_t left = ZSTD_decompressStream(zstd_->stream, &to, &in);
  if (in.pos > 0 || to.pos > 0) zstd_->in_frame = left != 0;
  Consume(in.pos);
  if (ZSTD_isError(left))
    Damaged(fmt::format("damaged zstd data: {}", ZSTD_getErrorName(left)));
  else if (to.pos == 0 && at_end() && zstd_->in_frame)
    Damaged("the zstd data is cut off");
  return to.pos;
}

void Inflater::CheckLimits() {
  if (bytes_out_ > limits_.object_bytes) Damaged(fmt::format("more than {} bytes of content", limits_.object_bytes));
  if (bytes_out_ > kRatioFrom && bytes_out_ / std::max<uint64_t>(bytes_in_, 1) >= limits_.inflation_ratio)
    Damaged(fmt::format("{} bytes inflate to more than {}: more than {} to 1", bytes_in_, bytes_out_, limits_.inflation_ratio));
}

}  // namespace weir::frame
