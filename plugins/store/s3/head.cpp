#include "store/s3/head.hpp"

#include <charconv>

#include "store/os_error.hpp"

namespace weir::store::s3 {

Result<ObjectHead> Head(Bucket& bucket, const std::string& key, std::string_view action, const Context& context) {
  const std::string url = BucketKey{bucket.name(), key}.url();
  const std::string doing = std::string(action) + ' ' + Shown(url);
  const Outcome reply = bucket.Send({.name = "HeadObject", .method = "HEAD", .path = key}, context);
  if (!reply.ok()) return Status(reply.status()).Annotate(doing);
  if (!reply->ok()) return Refusal(action, url, "s3:GetObject and s3:ListBucket", *reply);
  const auto header = [&reply](std::string_view name) {
    const std::string* value = aws::FindHeader(reply->headers, name);
    return value == nullptr ? std::string() : *value;
  };
  ObjectHead head{.etag = header("etag"), .token = header("x-amz-meta-weir-token")};
  const std::string length = header("content-length");
  if (const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), head.bytes);
      error != std::errc() || end != length.data() + length.size())
    return Status::Fatal(doing + ": the answer has no length");
  return head;
}

}  // namespace weir::store::s3
