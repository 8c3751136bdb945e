#include "files/path_pattern.hpp"

#include <algorithm>

namespace weir::files {
namespace {

std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> parts;
  for (size_t from = 0; from < path.size();) {
    const size_t to = std::min(path.find('/', from), path.size());
    const std::string_view part = path.substr(from, to - from);
    if (!part.empty() && part != ".") parts.push_back(part);
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
  if (!path.starts_with('/'))
    for (const std::string_view part : Split(working_directory)) prefix.emplace_back(part);
  for (const std::string_view text : Split(path)) {
    if (text == "..") {
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
