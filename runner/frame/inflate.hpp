// Turns the bytes of an object into its content: gzip of any number of members (RFC 1952), zstd of any number of frames (RFC 8878),
// or the bytes as they are.  Which one is told by the first bytes and never by a name.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "frame/limits.hpp"
#include "weir/status.hpp"

namespace weir::frame {

class Inflater {
 public:
  // `plain`: the bytes start inside plain content, so their first ones mean nothing.
  explicit Inflater(Limits limits, bool plain = false);
  ~Inflater();

  // The next bytes of the object, borrowed until needs_input() says that they are used up.
  void Feed(std::span<const uint8_t> input);
  // No bytes will follow those fed so far.
  void Finish() { finished_ = true; }
  bool needs_input() const { return !finished_ && input_.empty() && after_magic_.empty(); }

  // Writes at most `out.size()` bytes of content and returns how many.  None means: more input is needed, or, after Finish, that
  // this was all.  Damage is a WEIR_E_SPLIT, and everything returned before it is good as far as the format can tell.
  Result<size_t> Inflate(std::span<uint8_t> out);

  // Plain content lies at the same offset in the object, so a reader may seek to it.
  bool is_plain() const { return kind_ == Kind::Plain; }
  uint64_t bytes_in() const { return bytes_in_; }
  uint64_t bytes_out() const { return bytes_out_; }

 private:
  enum class Kind { Unknown, Plain, Gzip, Zstd };
  struct Gzip;
  struct Zstd;

  bool Detect();
  // Each makes what it can from input_ and notes damage that it meets.
  size_t Copy(std::span<uint8_t> out);
  size_t InflateGzip(std::span<uint8_t> out);
  size_t InflateZstd(std::span<uint8_t> out);
  void CheckLimits();
  bool at_end() const { return finished_ && input_.empty() && after_magic_.empty(); }
  void Damaged(std::string what);
  void Consume(size_t bytes) {
    input_ = input_.subspan(bytes);
    bytes_in_ += bytes;
  }

  const Limits limits_;
  Kind kind_ = Kind::Unknown;
  bool finished_ = false;
  uint8_t magic_[4] = {};  // the first bytes, while they are too few to tell
  size_t magic_bytes_ = 0;
  std::span<const uint8_t> input_;
  std::span<const uint8_t> after_magic_;  // input that follows magic_, once that is known
  uint64_t bytes_in_ = 0, bytes_out_ = 0;
  Status damage_;  // what was made before it goes out first
  std::unique_ptr<Gzip> gzip_;
  std::unique_ptr<Zstd> zstd_;
};

}  // namespace weir::frame
