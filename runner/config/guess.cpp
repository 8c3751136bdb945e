#include "config/guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace weir::config {
namespace {

// Longer words are not slips of known names, and the distance costs the square of the length.
constexpr size_t kLongest = 48;
// A file may name thousands of nodes, and be wrong about each.
constexpr size_t kMostCandidates = 256;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
size_t Distance(std::string_view a, std::string_view b) {
  std::array<std::array<size_t, kLongest + 1>, 3> rows{};
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]))
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::optional<std::string> Guess(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() < 2 || word.size() > kLongest) return std::nullopt;
  const std::string* best = nullptr;
  size_t best_distance = 0;
  for (const std::string& candidate : candidates.first(std::min(candidates.size(), kMostCandidates))) {
    if (candidate.empty() || candidate.size() > kLongest || candidate == word) continue;
    const size_t shorter = std::min(word.size(), candidate.size()), longer = std::max(word.size(), candidate.size());
    const size_t most = std::max<size_t>(1, shorter / 3);
    if (longer - shorter > most) continue;
    const size_t distance = Distance(word, candidate);
    if (distance > most) continue;
    if (best != nullptr && best_distance <= distance) continue;
    best = &candidate;
    best_distance = distance;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

std::string DidYouMean(std::string_view word, std::span<const std::string> candidates) {
  const std::optional<std::string> guess = Guess(word, candidates);
  return guess ? fmt::format("did you mean `{}`?", *guess) : "";
}

}  // namespace weir::config
