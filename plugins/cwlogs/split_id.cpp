#include "cwlogs/split_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace weir::cwlogs {
namespace {

std::optional<int64_t> Number(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Cuts off what stands before the mark, and the mark; all of it when there is none.
std::string_view CutAt(std::string_view& text, char mark) {
  const std::string_view head = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(head.size() + 1, text.size()));
  return head;
}

}  // namespace

bool CanBeName(std::string_view name) { return !name.empty() && name.find_first_of(std::string_view(":*\0", 3)) == name.npos; }

std::string SplitId::text() const {
  const std::string id = fmt::format("{}:{}", group, stream.empty() ? "*" : stream);
  return window ? fmt::format("{}:{}-{}", id, window->from, window->until) : id;
}

std::optional<SplitId> SplitId::Parse(std::string_view text) {
  SplitId id;
  const bool has_window = std::ranges::count(text, ':') == 2;
  id.group = CutAt(text, ':');
  id.stream = CutAt(text, ':');
  if (id.stream == "*")
    id.stream.clear();
  else if (!CanBeName(id.stream))
    return std::nullopt;
  if (!CanBeName(id.group)) return std::nullopt;
  if (!has_window) return text.empty() ? std::optional(id) : std::nullopt;
  const auto from = Number(CutAt(text, '-'));
  const auto until = Number(text);
  if (!from || !until) return std::nullopt;
  id.window = Window{*from, *until};
  return id;
}

}  // namespace weir::cwlogs
