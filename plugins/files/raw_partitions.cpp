#include "files/raw_partitions.hpp"

#include <algorithm>
#include <array>

namespace weir::files {
namespace {

constexpr std::array<const char*, 4> kDateNames{"year", "month", "day", "hour"};

std::string DigitsOf(int value, size_t digits) {
  std::string text = std::to_string(value);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

}  // namespace

Result<RawPartitions> RawPartitions::Of(const PathPattern& pattern) {
  RawPartitions made;
  made.root_ = pattern.root().size();
  const std::vector<PathPattern::Part>& parts = pattern.parts();
  // The last part is the object's own name.
  for (size_t i = 0; i + 1 < parts.size(); ++i)
    if (!parts[i].any_depth && !parts[i].name.captures().empty()) made.folders_ = i + 1;
  for (size_t i = 0; i < made.folders_; ++i) {
    const std::vector<NamePattern::Capture> captures = parts[i].name.captures();
    if (parts[i].any_depth || (captures.empty() && !parts[i].name.literal()))
      return Status::Config(
          "a wildcard above a folder that is captured would make one partition of several folders: capture it too, with {name}");
    for (const NamePattern::Capture& capture : captures) {
      std::string key = capture.is_date ? kDateNames[capture.index] : pattern.columns()[capture.index];
      if (std::ranges::find(made.keys_, key) != made.keys_.end())
        return Status::Config("the path gives two partition keys `" + key + "`: rename the capture");
      made.keys_.push_back(std::move(key));
      made.captures_.push_back(capture);
    }
  }
  return made;
}

catalog::Partition RawPartitions::Of(const std::string& path, const Captured& captured) const {
  catalog::Partition partition;
  for (const NamePattern::Capture& capture : captures_)
    partition.values.push_back(capture.is_date ? DigitsOf(captured.date[capture.index], capture.index == 0 ? 4 : 2)
                                               : captured.values[capture.index]);
  size_t end = root_;
  for (size_t i = 0; i < folders_ && end != std::string::npos; ++i) end = path.find('/', end + 1);
  partition.location = path.substr(0, end);
  return partition;
}

}  // namespace weir::files
