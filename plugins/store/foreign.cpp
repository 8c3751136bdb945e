#include <cctype>
#include <filesystem>

#include "store/staged_file.hpp"

namespace weir::store {
namespace {

namespace fs = std::filesystem;

// A target that has this many entries before one is found is not searched further.
constexpr size_t kMostEntries = 1'000'000;
constexpr size_t kShortState = 8;

// Takes `count` or more characters of a kind, or nothing.
bool Take(std::string_view& text, size_t count, bool exactly, int (*is)(int)) {
  size_t n = 0;
  while (n < text.size() && is(static_cast<unsigned char>(text[n])) != 0 && (!exactly || n < count)) ++n;
  if (n < count) return false;
  text.remove_prefix(n);
  return true;
}

bool Take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// The short state id in a name `…<prefix><state>-<epoch>-<lane>-<n>.<ending>`; empty when it is another kind of name.
std::string_view StateIn(std::string_view name, std::string_view prefix) {
  const size_t at = name.find(prefix);
  if (at == std::string_view::npos) return {};
  std::string_view rest = name.substr(at + prefix.size());
  const std::string_view state = rest.substr(0, kShortState);
  const bool is_ours = Take(rest, kShortState, true, std::isxdigit) && Take(rest, '-') && Take(rest, 1, false, std::isdigit) && Take(rest, '-') &&
                       Take(rest, 1, false, std::isdigit) && Take(rest, '-') && Take(rest, 1, false, std::isdigit) && Take(rest, '.');
  return is_ours ? state : std::string_view();
}

}  // namespace

std::string ForeignFile(const std::string& root, std::string_view state_id, std::string_view prefix) {
  std::error_code error;
  size_t entries = 0;
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end; !error && it != end && entries < kMostEntries; it.increment(error), ++entries) {
    const std::string name = it->path().filename().string();
    if (name == kStaging && it.depth() == 0) {
      it.disable_recursion_pending();
      continue;
    }
    const std::string_view state = StateIn(name, prefix);
    if (!state.empty() && !state_id.starts_with(state)) return it->path().string();
  }
  return {};
}

}  // namespace weir::store
