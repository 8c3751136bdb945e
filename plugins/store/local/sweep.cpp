#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <unordered_set>

#include "store/local/file.hpp"
#include "store/os_error.hpp"
#include "store/place.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::local {

Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep) {
  std::unordered_set<std::string> kept;
  // By name alone: the same root may be spelled in another way than when the receipt was written.
  for (const weir_str& bytes : keep) {
    const auto receipt = Receipt::Parse(View(bytes));
    if (receipt && receipt->state_id == state_id) kept.insert(receipt->name);
  }

  const std::string shown = root + '/' + std::string(kStaging) + '/' + std::string(state_id);
  Descriptor staging;
  if (const int error = OpenStaging(root, state_id, staging)) {
    if (error != ENOENT) return SystemError("sweep", shown, error);
    RemoveEmptyStaging(root, state_id);
    return {};
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(::dup(staging.get())), ::closedir);
  if (!entries) return SystemError("sweep", shown, errno);
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(entries.get());
    if (entry == nullptr && errno != 0) return SystemError("sweep", shown, errno);
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (!name.ends_with(kStagedEnding) || kept.contains(name)) continue;
    CrashPoint("unlink.before");
    if (::unlinkat(staging.get(), name.c_str(), 0) != 0 && errno != ENOENT && errno != EISDIR)
      return SystemError("remove", shown + '/' + name, errno);
    CrashPoint("unlink.after");
  }
  RemoveEmptyStaging(root, state_id);
  return {};
}

}  // namespace weir::store::local
