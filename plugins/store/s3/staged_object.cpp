#include "store/s3/staged_object.hpp"

#include <cassert>
#include <cstdio>
#include <random>

namespace weir::store::s3 {
namespace {

// S3 takes 10,000 parts of at least 5 MiB; that they grow lets an object reach 5 TiB.
constexpr uint64_t kPart = 8 << 20;
constexpr size_t kGrowEvery = 1500;
uint64_t BytesOfPart(size_t number) { return kPart << number / kGrowEvery; }

std::string RandomToken() {
  std::random_device device;
  char token[40];
  std::snprintf(token, sizeof token, "%08x%08x%08x%08x", device(), device(), device(), device());
  return token;
}

}  // namespace

Result<std::unique_ptr<StagedFile>> StagedObject::Create(const std::string& root, std::string_view path, const Context& context) {
  Result<BucketKey> place = ParseBucketKey(root + '/' + std::string(path));
  if (!place.ok()) return place.status();
  Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  auto upload = std::make_shared<Upload>(std::move(*bucket), std::move(*place), RandomToken(), context);
  return std::unique_ptr<StagedFile>(new StagedObject(std::move(upload)));
}

StagedObject::~StagedObject() {
  if (!finished_) upload_->Abort();
}

Status StagedObject::Append(std::span<const std::string_view> pieces) {
  for (const std::string_view bytes : pieces)
    if (Status status = Append(bytes); !status.ok()) return status;
  return {};
}

Status StagedObject::Append(std::string_view bytes) {
  assert(!closed_ && "a closed object does not grow");
  if (!failure_.ok()) return failure_;
  size_ += bytes.size();
  while (!bytes.empty()) {
    const uint64_t room = BytesOfPart(parts_) - next_part_.size();
    const std::string_view now = bytes.substr(0, room);
    if (failure_ = next_part_.Append(now); !failure_.ok()) return failure_;
    bytes.remove_prefix(now.size());
    if (now.size() == room)
      if (Status status = Send(); !status.ok()) return status;
  }
  return {};
}

Status StagedObject::Send() {
  ++parts_;
  Result<std::string> part = next_part_.Take();
  failure_ = part.ok() ? upload_->Put(std::move(*part)) : part.status();
  return failure_;
}

// An upload has at least one part, be it empty.
Status StagedObject::Close() {
  if (!failure_.ok() || std::exchange(closed_, true)) return failure_;
  return next_part_.size() > 0 || parts_ == 0 ? Send() : failure_;
}

Status StagedObject::Finish() {
  assert(!finished_);
  if (Status status = Close(); !status.ok()) return status;
  failure_ = upload_->Wait();
  finished_ = failure_.ok();
  return failure_;
}

std::string StagedObject::receipt() const { return upload_->receipt().Encode(); }

}  // namespace weir::store::s3
