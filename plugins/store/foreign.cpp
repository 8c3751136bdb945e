#include <cctype>
#include <charconv>
#include <filesystem>
#include <optional>

#include "store/staged_file.hpp"

namespace weir::store {
namespace {

namespace fs = std::filesystem;

// A target that has this many entries before one is found is not searched further.
constexpr size_t kMostEntries = 1'000'000;
constexpr size_t kShortState = 8;

// Takes as many characters of a kind as there are, but at most `most`.
std::string_view Take(std::string_view& text, size_t most, int (*is)(int)) {
  size_t n = 0;
  while (n < text.size() && n < most && is(static_cast<unsigned char>(text[n])) != 0) ++n;
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

bool Take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

struct Writer {
  std::string_view state;  // its first digits
  uint64_t epoch = 0;
};

// Who wrote a file named `…<prefix><state>-<epoch>-<lane>-<n>.<ending>`, given what follows the prefix.
std::optional<Writer> WriterIn(std::string_view rest) {
  const size_t all = rest.size();
  Writer writer;
  writer.state = Take(rest, kShortState, std::isxdigit);
  if (writer.state.size() != kShortState || !Take(rest, '-')) return std::nullopt;
  const std::string_view epoch = Take(rest, all, std::isdigit);
  if (std::from_chars(epoch.data(), epoch.data() + epoch.size(), writer.epoch).ec != std::errc()) return std::nullopt;
  const bool is_ours = Take(rest, '-') && !Take(rest, all, std::isdigit).empty() && Take(rest, '-') &&
                       !Take(rest, all, std::isdigit).empty() && Take(rest, '.');
  return is_ours ? std::optional(writer) : std::nullopt;
}

// Nothing when it is another kind of name.
std::optional<Writer> WriterOf(std::string_view name, std::string_view prefix) {
  for (size_t at = name.find(prefix); at != std::string_view::npos; at = name.find(prefix, at + 1))
    if (const auto writer = WriterIn(name.substr(at + prefix.size()))) return writer;
  return std::nullopt;
}

}  // namespace

std::string ForeignFile(const std::string& root, std::string_view state_id, uint64_t epoch, std::string_view prefix) {
  std::error_code error;
  size_t entries = 0;
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end && entries < kMostEntries; it.increment(error), ++entries) {
    const std::string name = it->path().filename().string();
    if (name == kStaging && it.depth() == 0) {
      it.disable_recursion_pending();
      continue;
    }
    const std::optional<Writer> writer = WriterOf(name, prefix);
    if (!writer) continue;
    const bool is_own = state_id.starts_with(writer->state);
    if (epoch == 0 ? !is_own : is_own && writer->epoch > epoch) return it->path().string();
  }
  return {};
}

}  // namespace weir::store
