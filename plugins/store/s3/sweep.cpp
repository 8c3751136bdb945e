#include <unordered_set>

#include "store/os_error.hpp"
#include "store/s3/list_page.hpp"
#include "store/s3/staged_object.hpp"
#include "store/writer.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::s3 {
namespace {

// A target that has this many objects before one is found is not searched further.
constexpr size_t kMostObjects = 1'000'000;

// What lies below a root: its prefix with a slash behind it.
std::string Below(const BucketKey& root) { return root.key.empty() ? "" : root.key + '/'; }

std::string_view NameOf(std::string_view key) { return key.substr(key.rfind('/') + 1); }

Result<UploadPage> ListUploads(Bucket& bucket, const BucketKey& root, const UploadPage& before, const Context& context) {
  aws::Call call{.name = "ListMultipartUploads"};
  call.path.clear();
  call.query = {{"uploads", ""}, {"encoding-type", "url"}, {"prefix", Below(root)}};
  if (!before.next_key.empty()) call.query.emplace_back("key-marker", before.next_key);
  if (!before.next_id.empty()) call.query.emplace_back("upload-id-marker", before.next_id);
  const Outcome reply = bucket.Send(std::move(call), context);
  if (!reply.ok()) return reply.status();
  if (!reply->ok()) return Refusal("list the uploads to", root.url(), "s3:ListBucketMultipartUploads", *reply);
  Result<UploadPage> page = ParseUploadPage(reply->body);
  if (page.ok() && !page->next_key.empty() && page->next_key == before.next_key && page->next_id == before.next_id)
    return Status::Fatal("the service gives the same page again and again");
  return page;
}

}  // namespace

Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(root);
  if (!place.ok()) return place.status();
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket, context);
  if (!bucket.ok()) return bucket.status();
  std::unordered_set<std::string> kept;
  for (const weir_str& bytes : keep)
    if (auto receipt = Receipt::Parse(View(bytes))) kept.insert(std::move(receipt->upload_id));

  UploadPage page;
  do {
    Result<UploadPage> next = ListUploads(**bucket, *place, page, context);
    if (!next.ok()) return Status(next.status()).Annotate("sweep " + Shown(root));
    page = std::move(*next);
    for (const ListedUpload& upload : page.uploads) {
      const auto writer = WriterOf(NameOf(upload.key), "-");
      if (!upload.key.starts_with(Below(*place)) || !writer || !writer->IsOf(state_id) || kept.contains(upload.id)) continue;
      CrashPoint("abort_upload.before");
      if (Status status = AbortUpload(**bucket, upload.key, upload.id, context); !status.ok()) return status;
      CrashPoint("abort_upload.after");
    }
  } while (!page.next_key.empty());
  return {};
}

std::string ForeignObject(const std::string& root, std::string_view state_id, uint64_t epoch, std::string_view prefix,
                          const Context& context) {
  const Result<std::string> absolute = Absolute(root);
  const Result<BucketKey> place = absolute.ok() ? ParseBucketKey(*absolute) : absolute.status();
  const Result<std::shared_ptr<Bucket>> bucket = place.ok() ? Bucket::Open(place->bucket, context) : place.status();
  if (!bucket.ok()) return {};
  std::string token;
  for (size_t seen = 0; seen < kMostObjects;) {
    aws::Call call{.name = "ListObjectsV2"};
    call.path.clear();
    call.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", Below(*place)}};
    if (!token.empty()) call.query.emplace_back("continuation-token", token);
    const Outcome reply = (*bucket)->Send(std::move(call), context);
    const Result<ListPage> page = !reply.ok()   ? reply.status()
                                  : reply->ok() ? ParseListPage(reply->body)
                                                : Refusal("list", root, "s3:ListBucket", *reply);
    if (!page.ok()) {
      if (context.log)
        context.log(WEIR_WARN, "whether another state wrote to " + Shown(root) + " can't be told: " + page.status().message());
      return {};
    }
    for (const ListedObject& object : page->objects)
      if (const auto writer = WriterOf(NameOf(object.key), prefix); writer && writer->IsForeign(state_id, epoch))
        return BucketKey{place->bucket, object.key}.url();
    if (page->next.empty() || page->next == token) return {};
    token = page->next;
    seen += page->objects.size();
  }
  return {};
}

}  // namespace weir::store::s3
