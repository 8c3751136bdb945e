#include <unordered_set>

#include "store/os_error.hpp"
#include "store/s3/open_uploads.hpp"
#include "store/s3/pages.hpp"
#include "store/s3/staged_object.hpp"

namespace weir::store::s3 {
namespace {

// A target that has this many objects before one is found is not searched further.
constexpr size_t kMostObjects = 1'000'000;

// What lies below a root: its prefix with a slash behind it.
std::string Below(const BucketKey& root) { return root.key.empty() ? "" : root.key + '/'; }

std::string_view NameOf(std::string_view key) { return key.substr(key.rfind('/') + 1); }

}  // namespace

Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep, const NameReader& names,
             const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(root);
  if (!place.ok()) return place.status();
  const Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  std::unordered_set<std::string> kept;
  for (const weir_str& bytes : keep)
    if (auto receipt = Receipt::Parse(View(bytes))) kept.insert(std::move(receipt->upload_id));

  const NameReader usual_names = ReaderOf("-", state_id);
  const auto is_ours = [](const NameReader& reader, std::string_view name) {
    const auto writer = reader ? reader(name) : std::nullopt;
    return writer && writer->is_ours;
  };
  return ForEachUpload(**bucket, Below(*place), context, [&](const ListedUpload& upload) -> Status {
    const std::string_view name = NameOf(upload.key);
    const bool is_left = (is_ours(usual_names, name) || is_ours(names, name)) && !kept.contains(upload.id);
    return is_left ? AbortUpload(**bucket, upload.key, upload.id, context) : Status();
  });
}

std::string ForeignObject(const std::string& root, uint64_t epoch, const NameReader& names, const Context& context) {
  const Result<std::string> absolute = Absolute(root);
  const Result<BucketKey> place = absolute.ok() ? ParseBucketKey(*absolute) : absolute.status();
  const Result<std::shared_ptr<Bucket>> bucket = place.ok() ? Bucket::Open(place->bucket) : place.status();
  if (!bucket.ok()) return {};
  Pages pages(*bucket, root, {{"prefix", Below(*place)}}, context);
  for (size_t seen = 0; pages.is_asked() && seen < kMostObjects; pages.AskNext()) {
    const Result<ListPage> page = pages.Take();
    if (!page.ok()) {
      if (context.log)
        context.log(WEIR_WARN, "whether another state wrote to " + Shown(root) + " can't be told: " + page.status().message());
      return {};
    }
    for (const ListedObject& object : page->objects)
      if (const auto writer = names(NameOf(object.key)); writer && writer->IsForeign(epoch))
        return BucketKey{place->bucket, object.key}.url();
    seen += page->objects.size();
  }
  return {};
}

}  // namespace weir::store::s3
