#include "store/s3/listing.hpp"

#include <algorithm>

#include "store/os_error.hpp"
#include "store/s3/head.hpp"
#include "store/s3/pages.hpp"

namespace weir::store::s3 {
namespace {

std::string VersionOf(uint64_t bytes, std::string_view etag) { return std::to_string(bytes) + '-' + std::string(etag); }

// The greatest text that a page may begin behind without leaving out `from`: S3 leaves out the one it is given.
std::string Before(std::string from) {
  if (!from.empty() && static_cast<unsigned char>(from.back()) > 0x21 && static_cast<unsigned char>(from.back()) < 0x7f)
    --from.back();
  else if (!from.empty())
    from.pop_back();
  return from;
}

// What says which keys: those below `prefix` and in the range.
std::vector<std::pair<std::string, std::string>> QueryOf(const std::string& prefix, const NameRange& range) {
  std::vector<std::pair<std::string, std::string>> query{{"delimiter", "/"}, {"prefix", prefix + range.prefix}};
  if (range.from > range.prefix) query.emplace_back("start-after", prefix + Before(range.from));
  return query;
}

class ObjectListing : public Listing {
 public:
  ObjectListing(std::shared_ptr<Bucket> bucket, std::string folder, std::string prefix, NameRange range, const Context& context)
      : folder_(std::move(folder)),
        prefix_(std::move(prefix)),
        range_(std::move(range)),
        pages_(std::move(bucket), folder_, QueryOf(prefix_, range_), context) {}

  Result<std::vector<Entry>> Next() override {
    // Pages that are not the last may hold markers of folders only, or nothing at all.
    while (pages_.is_asked()) {
      const Result<ListPage> page = pages_.Take();
      if (!page.ok()) return page.status();
      Result<std::vector<Entry>> entries = Entries(*page);
      if (!entries.ok()) return entries.status();
      const bool is_behind = !range_.until.empty() && !entries->empty() && entries->back().name >= range_.until;
      if (!is_behind) pages_.AskNext();
      if (!entries->empty()) return entries;
    }
    return std::vector<Entry>();
  }

 private:
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

  const std::string folder_, prefix_;
  const NameRange range_;
  Pages pages_;
};

}  // namespace

Result<std::unique_ptr<Listing>> List(const std::string& folder, const NameRange& range, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(folder);
  if (!place.ok()) return place.status();
  Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  std::string prefix = place->key.empty() ? "" : place->key + '/';
  return std::unique_ptr<Listing>(std::make_unique<ObjectListing>(std::move(*bucket), folder, std::move(prefix), range, context));
}

Result<Entry> Look(const std::string& path, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(path);
  if (!place.ok()) return place.status();
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  Result<ObjectHead> head = Head(**bucket, place->key, "look at", context);
  if (!head.ok()) return head.status();
  std::erase(head->etag, '"');
  return Entry{place->key.substr(place->key.rfind('/') + 1), Entry::Kind::File, VersionOf(head->bytes, head->etag), head->bytes};
}

}  // namespace weir::store::s3
