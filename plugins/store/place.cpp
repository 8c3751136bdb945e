#include "store/place.hpp"

#include <limits.h>

#include <algorithm>
#include <filesystem>

#include "store/os_error.hpp"

namespace weir::store {
namespace {

constexpr size_t kLongestKey = 1024;
constexpr size_t kShortestBucket = 3, kLongestBucket = 63;

bool IsBucketName(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto is_inner = [&](char c) { return is_plain(c) || c == '.' || c == '-'; };
  return name.size() >= kShortestBucket && name.size() <= kLongestBucket && is_plain(name.front()) && is_plain(name.back()) &&
         std::ranges::all_of(name, is_inner) && name.find("..") == std::string_view::npos;
}

Result<std::string> AbsoluteFolder(std::string_view path) {
  std::string from(path);
  if (from.front() != '/') {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    if (error) return SystemError("find", "the working directory", error.value());
    from = here.string() + '/' + from;
  }
  // ".." stays: behind a link it is not the part before it.
  std::string absolute;
  for (size_t begin = 0; begin < from.size();) {
    const size_t end = std::min(from.find('/', begin), from.size());
    const std::string part = from.substr(begin, end - begin);
    if (!part.empty() && part != ".") absolute.append("/").append(part);
    begin = end + 1;
  }
  if (absolute.empty()) return Status::Fatal("write below /: choose a folder of its own");
  return absolute;
}

}  // namespace

Result<std::string> Absolute(std::string_view place) {
  if (place.empty() || place.find('\0') != std::string_view::npos)
    return Status::Fatal("a folder to write to has no name or holds a NUL byte");
  if (!IsInBucket(place)) return AbsoluteFolder(place);
  Result<BucketKey> parsed = ParseBucketKey(place);
  if (!parsed.ok()) return parsed.status();
  while (parsed->key.ends_with('/')) parsed->key.pop_back();
  return parsed->url();
}

Result<BucketKey> ParseBucketKey(std::string_view url) {
  const std::string_view rest = IsInBucket(url) ? url.substr(kBucketScheme.size()) : "";
  const size_t slash = std::min(rest.find('/'), rest.size());
  if (!IsBucketName(rest.substr(0, slash)))
    return Status::Config("`" + Shown(rest.substr(0, slash)) + "` in `" + Shown(url) +
                          "` is not the name of a bucket: 3 to 63 lower-case letters, digits, `-` and `.`");
  return BucketKey{std::string(rest.substr(0, slash)), std::string(rest.substr(std::min(slash + 1, rest.size())))};
}

bool IsBelow(std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  for (size_t from = 0; from <= path.size();) {
    const size_t to = std::min(path.find('/', from), path.size());
    const std::string_view part = path.substr(from, to - from);
    if (part.empty() || part == "." || part == "..") return false;
    from = to + 1;
  }
  return true;
}

size_t RoomBelow(std::string_view place) {
  const bool in_bucket = IsInBucket(place);
  const size_t most = in_bucket ? kLongestKey : PATH_MAX - 1;
  const size_t slash = place.find('/', kBucketScheme.size());
  const size_t taken = !in_bucket ? place.size() + 1 : slash == std::string_view::npos ? 0 : place.size() - slash;
  return most > taken ? most - taken : 0;
}

std::string_view ParentOf(std::string_view absolute_path) {
  const size_t slash = absolute_path.rfind('/');
  return absolute_path.substr(0, slash == 0 ? 1 : slash);
}

}  // namespace weir::store
