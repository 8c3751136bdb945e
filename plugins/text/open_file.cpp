#include "text/open_file.hpp"

#include <cassert>

namespace weir::text {
namespace {

// Room kept for the next rows; what one huge row took more is given back.
constexpr size_t kKeep = 256 << 10;

}  // namespace

void OpenFile::Stage(std::unique_ptr<store::StagedFile> staged, std::unique_ptr<Encoder> encoder) {
  assert(!is_staged());
  staged_ = std::move(staged);
  encoder_ = std::move(encoder);
}

Status OpenFile::Put(bool last) {
  assert(is_staged());
  Status status = encoder_ ? encoder_->Encode(pending, last, [this](std::string_view bytes) { return staged_->Append(bytes); })
                           : staged_->Append(pending);
  pending.clear();
  if (pending.capacity() > kKeep) std::string().swap(pending);
  return status;
}

Result<std::unique_ptr<store::StagedFile>> OpenFile::End() {
  if (Status status = Put(true); !status.ok()) return status;
  if (Status status = staged_->Close(); !status.ok()) return status;
  encoder_.reset();
  rows = 0;
  return std::move(staged_);
}

}  // namespace weir::text
