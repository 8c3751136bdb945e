#include "store/s3/listing.hpp"

#include <algorithm>
#include <charconv>

#include "store/os_error.hpp"
#include "store/s3/bucket.hpp"
#include "store/s3/list_page.hpp"

namespace weir::store::s3 {
namespace {

constexpr std::string_view kPermission = "s3:ListBucket";

std::string VersionOf(uint64_t bytes, std::string_view etag) { return std::to_string(bytes) + '-' + std::string(etag); }

// The greatest text that a page may begin behind without leaving out `from`: S3 leaves out the one it is given.
std::string Before(std::string from) {
  if (!from.empty() && static_cast<unsigned char>(from.back()) > 0x21 && static_cast<unsigned char>(from.back()) < 0x7f)
    --from.back();
  else if (!from.empty())
    from.pop_back();
  return from;
}

class ObjectListing : public Listing {
 public:
  ObjectListing(std::shared_ptr<Bucket> bucket, std::string folder, std::string prefix, NameRange range, Context context)
      : bucket_(std::move(bucket)),
        folder_(std::move(folder)),
        prefix_(std::move(prefix)),
        range_(std::move(range)),
        context_(std::move(context)) {
    Ask("");
  }

  Result<std::vector<Entry>> Next() override {
    if (!reply_.valid()) return std::vector<Entry>();
    Outcome reply = Await(reply_, context_);
    reply_ = {};
    if (!reply.ok()) return Status(reply.status()).Annotate("list " + Shown(folder_));
    if (!reply->ok()) return Refusal("list", folder_, kPermission, *reply);
    Result<ListPage> page = ParseListPage(reply->body);
    if (!page.ok()) return Status(page.status()).Annotate("list " + Shown(folder_));
    // A service that repeats itself would be asked for ever.
    if (!page->next.empty() && page->next == token_)
      return Status::Fatal("list " + Shown(folder_) + ": the service gives the same page again and again");
    token_ = page->next;
    Result<std::vector<Entry>> entries = Entries(*page);
    if (!entries.ok()) return entries.status();
    const bool is_behind = !range_.until.empty() && !entries->empty() && entries->back().name >= range_.until;
    if (!token_.empty() && !is_behind) Ask(token_);
    // Only markers of folders, or nothing at all, on a page that is not the last one.
    if (entries->empty() && reply_.valid()) return Next();
    return entries;
  }

 private:
  void Ask(const std::string& token) {
    aws::Call call{.name = "ListObjectsV2"};
    call.query = {{"list-type", "2"}, {"delimiter", "/"}, {"encoding-type", "url"}};
    call.query.emplace_back("prefix", prefix_ + range_.prefix);
    if (!token.empty())
      call.query.emplace_back("continuation-token", token);
    else if (range_.from > range_.prefix)
      call.query.emplace_back("start-after", prefix_ + Before(range_.from));
    call.path.clear();
    reply_ = bucket_->Start(std::move(call));
  }

  Result<std::vector<Entry>> Entries(const ListPage& page) const {
    std::vector<Entry> entries;
    entries.reserve(page.objects.size() + page.prefixes.size());
    for (const ListedObject& object : page.objects) {
      if (!object.key.starts_with(prefix_))
        return Status::Fatal("list " + Shown(folder_) + ": the service lists " + Shown(object.key) + ", which is not there");
      std::string name = object.key.substr(prefix_.size());
      if (name.empty()) continue;  // a marker: an object that stands for the folder
      entries.push_back({std::move(name), Entry::Kind::File, VersionOf(object.bytes, object.etag), object.bytes});
    }
    for (const std::string& below : page.prefixes) {
      if (!below.starts_with(prefix_) || !below.ends_with('/') || below.size() <= prefix_.size())
        return Status::Fatal("list " + Shown(folder_) + ": the service lists " + Shown(below) + ", which is not there");
      entries.push_back({below.substr(prefix_.size(), below.size() - prefix_.size() - 1), Entry::Kind::Folder});
    }
    std::ranges::stable_sort(entries, {}, &Entry::name);
    return entries;
  }

  const std::shared_ptr<Bucket> bucket_;
  const std::string folder_, prefix_;
  const NameRange range_;
  const Context context_;
  std::string token_;
  std::future<Outcome> reply_;
};

}  // namespace

Result<std::unique_ptr<Listing>> List(const std::string& folder, const NameRange& range, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(folder);
  if (!place.ok()) return place.status();
  Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket, context);
  if (!bucket.ok()) return bucket.status();
  std::string prefix = place->key.empty() ? "" : place->key + '/';
  return std::unique_ptr<Listing>(std::make_unique<ObjectListing>(std::move(*bucket), folder, std::move(prefix), range, context));
}

Result<Entry> Look(const std::string& path, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(path);
  if (!place.ok()) return place.status();
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket, context);
  if (!bucket.ok()) return bucket.status();
  const Outcome reply = (*bucket)->Send({.name = "HeadObject", .method = "HEAD", .path = place->key}, context);
  if (!reply.ok()) return Status(reply.status()).Annotate("look at " + Shown(path));
  if (!reply->ok()) return Refusal("look at", path, "s3:GetObject and s3:ListBucket", *reply);
  Entry entry{place->key.substr(place->key.rfind('/') + 1), Entry::Kind::File};
  const std::string* length = aws::FindHeader(reply->headers, "content-length");
  const std::string* etag = aws::FindHeader(reply->headers, "etag");
  if (length == nullptr || std::from_chars(length->data(), length->data() + length->size(), entry.bytes).ec != std::errc())
    return Status::Fatal("look at " + Shown(path) + ": the answer has no length");
  std::string tag = etag == nullptr ? "" : *etag;
  std::erase(tag, '"');
  entry.version = VersionOf(entry.bytes, tag);
  return entry;
}

}  // namespace weir::store::s3
