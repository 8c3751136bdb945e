#include "store/s3/open_uploads.hpp"

#include "store/os_error.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::s3 {
namespace {

Result<UploadPage> ListUploads(Bucket& bucket, const std::string& prefix, const UploadPage& before, const Context& context) {
  aws::Call call{.name = "ListMultipartUploads"};
  call.path.clear();
  call.query = {{"uploads", ""}, {"encoding-type", "url"}, {"prefix", prefix}};
  if (!before.next_key.empty()) call.query.emplace_back("key-marker", before.next_key);
  if (!before.next_id.empty()) call.query.emplace_back("upload-id-marker", before.next_id);
  const Outcome reply = bucket.Send(std::move(call), context);
  const std::string url = BucketKey{bucket.name(), prefix}.url();
  if (!reply.ok()) return Status(reply.status()).Annotate("list the uploads to " + Shown(url));
  if (!reply->ok()) return Refusal("list the uploads to", url, "s3:ListBucketMultipartUploads", *reply);
  Result<UploadPage> page = ParseUploadPage(reply->body);
  if (!page.ok()) return Status(page.status()).Annotate("list the uploads to " + Shown(url));
  if (!page->next_key.empty() && page->next_key == before.next_key && page->next_id == before.next_id)
    return Status::Fatal("list the uploads to " + Shown(url) + ": the service gives the same page again and again");
  return page;
}

}  // namespace

Status ForEachUpload(Bucket& bucket, const std::string& prefix, const Context& context,
                     const std::function<Status(const ListedUpload&)>& visit) {
  UploadPage page;
  do {
    Result<UploadPage> next = ListUploads(bucket, prefix, page, context);
    if (!next.ok()) return next.status();
    page = std::move(*next);
    for (const ListedUpload& upload : page.uploads)
      if (upload.key.starts_with(prefix))
        if (Status status = visit(upload); !status.ok()) return status;
  } while (!page.next_key.empty());
  return {};
}

Status AbortUpload(Bucket& bucket, const std::string& key, const std::string& upload_id, const Context& context) {
  aws::Call call{.name = "AbortMultipartUpload", .method = "DELETE", .path = key, .query = {{"uploadId", upload_id}}};
  CrashPoint("abort_upload.before");
  const Outcome reply = bucket.Send(std::move(call), context);
  CrashPoint("abort_upload.after");
  const std::string url = BucketKey{bucket.name(), key}.url();
  if (!reply.ok()) return Status(reply.status()).Annotate("remove what was uploaded for " + Shown(url));
  if (reply->ok() || reply->status == 404) return {};
  return Refusal("remove what was uploaded for", url, "s3:AbortMultipartUpload", *reply);
}

}  // namespace weir::store::s3
