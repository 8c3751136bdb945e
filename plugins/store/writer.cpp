#include "store/writer.hpp"

#include <cctype>
#include <charconv>
#include <string>

namespace weir::store {
namespace {

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

// Who wrote a file named `…<prefix><state>-<epoch>-<lane>-<n>.<ending>`, given what follows the prefix.
std::optional<Writer> WriterIn(std::string_view rest, std::string_view state_id) {
  const size_t all = rest.size();
  const std::string_view state = Take(rest, kShortState, std::isxdigit);
  if (state.size() != kShortState || !Take(rest, '-')) return std::nullopt;
  Writer writer{.is_ours = state_id.starts_with(state)};
  const std::string_view epoch = Take(rest, all, std::isdigit);
  if (std::from_chars(epoch.data(), epoch.data() + epoch.size(), writer.epoch).ec != std::errc()) return std::nullopt;
  const bool is_ours = Take(rest, '-') && !Take(rest, all, std::isdigit).empty() && Take(rest, '-') &&
                       !Take(rest, all, std::isdigit).empty() && Take(rest, '.');
  return is_ours ? std::optional(writer) : std::nullopt;
}

}  // namespace

NameReader ReaderOf(std::string_view prefix, std::string_view state_id) {
  return [prefix = std::string(prefix), state_id = std::string(state_id)](std::string_view name) -> std::optional<Writer> {
    for (size_t at = name.find(prefix); at != std::string_view::npos; at = name.find(prefix, at + 1))
      if (const auto writer = WriterIn(name.substr(at + prefix.size()), state_id)) return writer;
    return std::nullopt;
  };
}

}  // namespace weir::store
