#include <filesystem>
#include <optional>

#include "store/local/file.hpp"
#include "store/place.hpp"

namespace weir::store::local {
namespace {

namespace fs = std::filesystem;

// A target that has this many entries before one is found is not searched further.
constexpr size_t kMostEntries = 1'000'000;

}  // namespace

std::string ForeignFile(const std::string& root, uint64_t epoch, const NameReader& names) {
  std::error_code error;
  size_t entries = 0;
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end && entries < kMostEntries; it.increment(error), ++entries) {
    const std::string name = it->path().filename().string();
    if (name == kStaging && it.depth() == 0) {
      it.disable_recursion_pending();
      continue;
    }
    const std::optional<Writer> writer = names(name);
    if (writer && writer->IsForeign(epoch)) return it->path().string();
  }
  return {};
}

}  // namespace weir::store::local
