// Names of places: a folder of this machine, /data/lake, or a prefix of a bucket, s3://bucket/lake.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::store {

// Where files of a folder wait below it until they are committed; no path may lead there.
inline constexpr std::string_view kStaging = ".weir";

inline constexpr std::string_view kBucketScheme = "s3://";
inline bool IsInBucket(std::string_view place) { return place.starts_with(kBucketScheme); }

// The same place in its one spelling, without a slash at its end: for a folder from "/" on and without ".", for a bucket as it is.
// FATAL when it names none.
Result<std::string> Absolute(std::string_view place);

// "s3://bucket/a/b": the bucket, and the key "a/b".
struct BucketKey {
  std::string bucket, key;
  std::string url() const { return std::string(kBucketScheme) + bucket + (key.empty() ? "" : "/") + key; }
};
// CONFIG when the bucket's name can't be one.
Result<BucketKey> ParseBucketKey(std::string_view url);

// A path that names something below a place whatever it holds: relative, no empty, "." or ".." part, no NUL.
bool IsBelow(std::string_view path);

// A single part of a path.
inline bool IsName(std::string_view name) { return name.find('/') == std::string_view::npos && IsBelow(name); }

// How many bytes a path below an absolute place may have.
size_t RoomBelow(std::string_view place);

std::string_view ParentOf(std::string_view absolute_path);

}  // namespace weir::store
