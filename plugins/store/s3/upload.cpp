#include "store/s3/upload.hpp"

#include <isa-l/crc.h>

#include <cassert>
#include <chrono>
#include <pugixml.hpp>

#include "store/os_error.hpp"
#include "store/s3/budget.hpp"
#include "store/s3/open_uploads.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::s3 {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPermission = "s3:PutObject";

// Until when uploads are taken back: all of them together have a few seconds, as a run that fails may leave a thousand of them to a
// service that does not answer.  A sweep finds what is left.
std::chrono::steady_clock::time_point EndOfPatience() {
  static const auto end = std::chrono::steady_clock::now() + 5s;
  return end;
}

Budget& InFlight() {
  static Budget budget(64 << 20);
  return budget;
}

Result<std::string> UploadIdIn(const std::string& xml) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size());
  std::string id = document.child("InitiateMultipartUploadResult").child_value("UploadId");
  if (!parsed || id.empty()) return Status::Fatal("the answer has no upload id: " + Shown(xml.substr(0, 100)));
  return id;
}

// CRC-32 as S3 writes it: the Base64 of its four bytes, the highest first.
std::string Checksum(std::string_view bytes) {
  const uint32_t sum = crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const uint64_t bits = uint64_t{sum} << 4;  // 36 bits: six digits
  std::string text;
  for (int shift = 30; shift >= 0; shift -= 6) text += kDigits[bits >> shift & 63];
  return text + "==";
}

}  // namespace

Upload::Upload(std::shared_ptr<Bucket> bucket, BucketKey place, std::string token, Context context)
    : bucket_(std::move(bucket)), place_(std::move(place)), token_(std::move(token)), context_(std::move(context)) {}

Status Upload::Put(std::string part) {
  auto memory = std::make_shared<Budget::Grant>(InFlight().Wait(part.size(), [this] { return !bucket_->Wait(context_).ok(); }));
  if (!*memory) return Status::Cancelled();
  auto body = std::make_shared<const std::string>(std::move(part));
  std::unique_lock lock(mutex_);
  if (!failure_.ok()) return failure_;
  const size_t number = parts_.size() + 1;
  parts_.emplace_back();
  ++in_flight_;
  auto send = [self = shared_from_this(), number, body = std::move(body), memory = std::move(memory)] { self->Send(number, body, memory); };
  const bool has_id = !id_.empty();
  if (!has_id) waiting_.push_back(std::move(send));
  const bool must_create = !std::exchange(created_, true);
  if (must_create) ++in_flight_;
  lock.unlock();
  if (must_create) Create();
  if (has_id) send();
  return {};
}

void Upload::Create() {
  aws::Call call{.name = "CreateMultipartUpload", .method = "POST", .path = place_.key, .query = {{"uploads", ""}}};
  // The service compares what it gets of each part with the sum of what was sent.
  call.headers = {{"x-amz-meta-weir-token", token_}, {"x-amz-checksum-algorithm", "CRC32"}};
  CrashPoint("create_upload.before");
  bucket_->Start(std::move(call), [self = shared_from_this()](const Outcome& reply) {
    CrashPoint("create_upload.after");
    self->OnCreated(reply);
  });
}

void Upload::OnCreated(const Outcome& reply) {
  Result<std::string> id = !reply.ok()   ? Result<std::string>(reply.status())
                           : reply->ok() ? UploadIdIn(reply->body)
                                         : Result<std::string>(Refusal("write", place_.url(), kPermission, *reply));
  std::vector<std::function<void()>> ready;
  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    ready.swap(waiting_);
    if (id.ok()) {
      id_ = std::move(*id);
    } else {
      in_flight_ -= ready.size();
      if (failure_.ok()) failure_ = id.status();
    }
    changed_.notify_all();
  }
  if (id.ok())
    for (const auto& send : ready) send();
}

void Upload::Send(size_t number, std::shared_ptr<const std::string> part, std::shared_ptr<void> memory) {
  aws::Call call{.name = "UploadPart", .method = "PUT", .path = place_.key};
  call.query = {{"partNumber", std::to_string(number)}, {"uploadId", id_}};
  const std::string checksum = Checksum(*part);
  call.headers = {{"x-amz-checksum-crc32", checksum}};
  call.body = std::move(part);
  call.unsigned_payload = true;
  CrashPoint("put_part.before");
  bucket_->Start(std::move(call), [self = shared_from_this(), number, checksum, memory = std::move(memory)](const Outcome& reply) {
    CrashPoint("put_part.after");
    self->OnSent(number, checksum, reply);
  });
}

void Upload::OnSent(size_t number, const std::string& checksum, const Outcome& reply) {
  const std::string* etag = reply.ok() ? aws::FindHeader(reply->headers, "etag") : nullptr;
  Status status = !reply.ok()    ? reply.status()
                  : !reply->ok() ? Refusal("write", place_.url(), kPermission, *reply)
                  : etag == nullptr
                      ? Status::Fatal("write " + Shown(place_.url()) + ": the answer to part " + std::to_string(number) + " has no ETag")
                      : Status();
  const std::lock_guard lock(mutex_);
  --in_flight_;
  if (status.ok()) {
    Part& part = parts_[number - 1];
    part = {*etag, checksum};
    std::erase(part.etag, '"');
  } else if (failure_.ok()) {
    failure_ = std::move(status);
  }
  changed_.notify_all();
}

Status Upload::Wait() {
  std::unique_lock lock(mutex_);
  while (in_flight_ > 0 && failure_.ok()) {
    changed_.wait_for(lock, 200ms);
    lock.unlock();
    if (Status status = bucket_->Wait(context_); !status.ok()) return status;
    lock.lock();
  }
  return failure_;
}

void Upload::Abort() {
  std::unique_lock lock(mutex_);
  if (!created_) return;
  if (failure_.ok()) failure_ = Status::Cancelled("given up");
  // A part that arrives behind the abort would make the upload live on.
  changed_.wait_until(lock, EndOfPatience(), [this] { return in_flight_ == 0; });
  const std::string id = id_;
  lock.unlock();
  if (id.empty()) return;
  (void)AbortUpload(*bucket_, place_.key, id, {.cancelled = [] { return std::chrono::steady_clock::now() > EndOfPatience(); }});
}

Receipt Upload::receipt() const {
  const std::lock_guard lock(mutex_);
  assert(in_flight_ == 0 && failure_.ok() && !id_.empty());
  return {place_, id_, token_, parts_};
}

}  // namespace weir::store::s3
