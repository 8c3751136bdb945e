#include "store/os_error.hpp"
#include "store/s3/head.hpp"
#include "store/s3/open_uploads.hpp"
#include "store/s3/staged_object.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::s3 {
namespace {

// Plain text by Receipt::Parse, so nothing has to be escaped.
std::string PartList(const std::vector<Part>& parts) {
  std::string xml = R"(<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
  for (size_t i = 0; i < parts.size(); ++i) {
    xml.append("<Part><PartNumber>").append(std::to_string(i + 1)).append("</PartNumber><ETag>\"").append(parts[i].etag);
    xml.append("\"</ETag><ChecksumCRC32>").append(parts[i].checksum).append("</ChecksumCRC32></Part>");
  }
  return xml + "</CompleteMultipartUpload>";
}

enum class Holder { Nobody, Us, Another };

// Who has the object's place.
Result<Holder> HolderOf(Bucket& bucket, const Receipt& receipt, const Context& context) {
  const Result<ObjectHead> head = Head(bucket, receipt.place.key, "look at", context);
  if (head.ok()) return head->token == receipt.token ? Holder::Us : Holder::Another;
  return head.status().code() == WEIR_E_SPLIT ? Result<Holder>(Holder::Nobody) : head.status();
}

Status Annotated(const Status& status, std::string_view action, const Receipt& receipt) {
  return Status(status).Annotate(std::string(action) + ' ' + Shown(receipt.place.url()));
}

}  // namespace

Status Commit(const Receipt& receipt, const Context& context) {
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(receipt.place.bucket);
  if (!bucket.ok()) return bucket.status();
  aws::Call call{.name = "CompleteMultipartUpload", .method = "POST", .path = receipt.place.key};
  call.query = {{"uploadId", receipt.upload_id}};
  call.headers = {{"Content-Type", "application/xml"}, {"If-None-Match", "*"}};
  call.body = std::make_shared<const std::string>(PartList(receipt.parts));
  CrashPoint("complete.before");
  const Outcome reply = (*bucket)->Send(std::move(call), context);
  CrashPoint("complete.after");
  if (!reply.ok()) return Annotated(reply.status(), "commit", receipt);
  if (reply->ok()) return {};
  const aws::ServiceError error = aws::ErrorOf({reply->status, reply->headers, reply->body});

  // An earlier call may have done it, also one whose answer was lost.
  const Result<Holder> holder = HolderOf(**bucket, receipt, context);
  if (!holder.ok()) return holder.status();
  const std::string message = aws::Client::Describe("commit " + Shown(receipt.place.url()), error);
  if (*holder == Holder::Us) return {};
  if (*holder == Holder::Another)
    return Status::Fatal("commit " + Shown(receipt.place.url()) +
                         ": another object has this name; move it away, the new one waits as upload " + receipt.upload_id);
  if (error.code == "NoSuchUpload" || reply->status == 404)
    return Status::Fatal(message + "; neither the object nor its upload is there any more. Does a lifecycle rule abort uploads?");
  if (reply->status == 409 || reply->status == 412) return Status::Retry(message);
  return Refusal("commit", receipt.place.url(), "s3:PutObject", *reply);
}

Status Retract(const Receipt& receipt, const Context& context) {
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(receipt.place.bucket);
  if (!bucket.ok()) return bucket.status();
  CrashPoint("retract.before");
  const Result<Holder> holder = HolderOf(**bucket, receipt, context);
  if (!holder.ok()) return holder.status();
  if (*holder != Holder::Us) return AbortUpload(**bucket, receipt.place.key, receipt.upload_id, context);
  const Outcome reply = (*bucket)->Send({.name = "DeleteObject", .method = "DELETE", .path = receipt.place.key}, context);
  CrashPoint("retract.after");
  if (!reply.ok()) return Annotated(reply.status(), "remove", receipt);
  return reply->ok() || reply->status == 404 ? Status() : Refusal("remove", receipt.place.url(), "s3:DeleteObject", *reply);
}

}  // namespace weir::store::s3
