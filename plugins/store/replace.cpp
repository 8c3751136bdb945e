#include "store/replace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>

#include "store/local/folders.hpp"
#include "store/os_error.hpp"
#include "store/place.hpp"
#include "store/s3/bucket.hpp"

namespace weir::store {
namespace {

int WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    content.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

Status ReplaceLocal(const std::string& path, std::string_view content) {
  const std::string folder(ParentOf(path));
  std::string at;
  if (const int error = MakeFolder(folder, at)) return SystemError("create", at, error);
  const std::string written = path + ".tmp";
  Descriptor file(::open(written.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.is_open()) return SystemError("create", written, errno);
  int error = WriteAll(file.get(), content);
  if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  if (const int closing = file.Close(); error == 0) error = closing;
  if (error == 0 && ::rename(written.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    (void)::unlink(written.c_str());
    return SystemError("write", path, error);
  }
  if (const int syncing = SyncFolder(folder)) return SystemError("sync", folder, syncing);
  return {};
}

Status ReplaceObject(std::string_view url, std::string_view content, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(url);
  if (!place.ok()) return place.status();
  const Result<std::shared_ptr<s3::Bucket>> bucket = s3::Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  aws::Call call{.name = "PutObject", .method = "PUT", .path = place->key};
  call.body = std::make_shared<const std::string>(content);
  const s3::Outcome reply = (*bucket)->Send(std::move(call), context);
  if (!reply.ok()) return Status(reply.status()).Annotate("write " + Shown(url));
  return reply->ok() ? Status() : s3::Refusal("write", url, "s3:PutObject", *reply);
}

}  // namespace

Status Replace(std::string_view place, std::string_view content, const Context& context) {
  const Result<std::string> absolute = Absolute(place);
  if (!absolute.ok()) return absolute.status();
  return IsInBucket(*absolute) ? ReplaceObject(*absolute, content, context) : ReplaceLocal(*absolute, content);
}

}  // namespace weir::store
