// The one word somebody may have meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace weir::config {

// The candidate nearest to `word`, when it is near enough that the word looks like a slip of the fingers.
std::optional<std::string> Guess(std::string_view word, std::span<const std::string> candidates);

// The guess as a label: "did you mean `from`?", or nothing.
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates);

}  // namespace weir::config
