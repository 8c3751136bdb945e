#include "files/path_pattern.hpp"

#include <algorithm>

#include "store/place.hpp"

namespace weir::files {
namespace {

// The parts of a path; of a key all of them, as `a//b` and `a/./b` are other keys than `a/b`.
std::vector<std::string_view> Split(std::string_view path, bool is_key) {
  std::vector<std::string_view> parts;
  for (size_t from = 0; from < path.size();) {
    const size_t to = std::min(path.find('/', from), path.size());
    const std::string_view part = path.substr(from, to - from);
    if (is_key || (!part.empty() && part != ".")) parts.push_back(part);
    from = to + 1;
  }
  return parts;
}

}  // namespace

Result<PathPattern> PathPattern::Parse(std::string_view path, std::string_view working_directory) {
  if (path.empty()) return Status::Config("the path is empty: name files, like `logs/*.log`");
  if (path.find('\0') != std::string_view::npos) return Status::Config("the path holds a NUL byte");
  if (path.ends_with('/')) return Status::Config("the path names a folder: put `*` or `**` behind it for its files");

  PathPattern pattern;
  std::vector<std::string> prefix;
  const bool is_key = store::IsInBucket(path);
  if (is_key) {
    const Result<store::BucketKey> place = store::ParseBucketKey(path);
    if (!place.ok()) return place.status();
    pattern.root_ = store::kBucketScheme.substr(0, store::kBucketScheme.size() - 1);  // each part brings its slash
    prefix.push_back(place->bucket);
    path.remove_prefix(std::min(path.size(), store::kBucketScheme.size() + place->bucket.size() + 1));
    if (path.empty()) return Status::Config("the path names a bucket: put `*` or `**` behind it for its objects");
  } else if (!path.starts_with('/')) {
    for (const std::string_view part : Split(working_directory, false)) prefix.emplace_back(part);
  }
  for (const std::string_view text : Split(path, is_key)) {
    if (text == ".." && !is_key) {
      if (!pattern.parts_.empty()) return Status::Config("`..` can't follow a wildcard");
      if (!prefix.empty()) prefix.pop_back();
      continue;
    }
    if (text == "**") {
      // Twice in a row means the same as once.
      if (pattern.parts_.empty() || !pattern.parts_.back().any_depth) pattern.parts_.push_back({true, {}});
      continue;
    }
    Result<NamePattern> name = NamePattern::Parse(text, pattern.names_);
    if (!name.ok()) return name.status();
    if (pattern.parts_.empty() && name->literal())
      prefix.push_back(*name->literal());
    else
      pattern.parts_.push_back({false, std::move(*name)});
  }

  PatternNames none;
  if (pattern.parts_.empty()) {
    // No wildcard at all: the last part is the file.
    if (prefix.empty()) return Status::Config("the path names a folder: put `*` or `**` behind it for its files");
    Result<NamePattern> file = NamePattern::Parse(path.substr(path.rfind('/') + 1), none);
    if (!file.ok() || file->literal() != prefix.back())
      return Status::Config("the path names a folder: put `*` or `**` behind it for its files");
    pattern.parts_.push_back({false, std::move(*file)});
    prefix.pop_back();
  }
  if (pattern.parts_.back().any_depth) {
    Result<NamePattern> all = NamePattern::Parse("*", none);
    pattern.parts_.push_back({false, std::move(*all)});
  }
  for (const std::string& part : prefix) pattern.root_.append("/").append(part);
  if (prefix.empty()) pattern.root_.push_back('/');
  return pattern;
}

}  // namespace weir::files
