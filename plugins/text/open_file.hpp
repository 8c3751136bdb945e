// The file that one path of one lane is being written to.  It is staged when enough rows have come for it, so that a path with few
// rows holds no descriptor and no compressor until the epoch ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/staged_file.hpp"
#include "text/encoder.hpp"

namespace weir::text {

class OpenFile {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // What a staged file holds besides its compressor: its buffer.
  static constexpr size_t kStagedBytes = 64 << 10;

  std::string pending;  // whole rows that are not in the file yet
  uint64_t rows = 0;    // in the file and pending
  Time begun;           // when its first row came
  uint64_t last_used = 0;

  bool is_staged() const { return staged_ != nullptr; }
  bool is_empty() const { return pending.empty() && !is_staged(); }
  // Bytes in the file so far; a compressor holds some back.
  uint64_t bytes() const { return staged_ == nullptr ? 0 : staged_->size(); }
  void Stage(std::unique_ptr<store::StagedFile> staged, std::unique_ptr<Encoder> encoder);
  // Moves what is pending into the staged file.
  Status Drain() { return Put(false); }
  // Drains, ends the stream and gives the file, complete but not durable yet; this one is empty then.
  Result<std::unique_ptr<store::StagedFile>> End();

 private:
  Status Put(bool last);
  std::unique_ptr<store::StagedFile> staged_;
  std::unique_ptr<Encoder> encoder_;  // null without compression
};

}  // namespace weir::text
