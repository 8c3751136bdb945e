#include "text/path_template.hpp"

#include <limits.h>
#include <xxhash.h>

#include <algorithm>
#include <cassert>
#include <cstdio>

#include "store/hive.hpp"
#include "store/place.hpp"
#include "text/braces.hpp"
#include "text/json_values.hpp"
#include "text/suffix.hpp"

namespace weir::text {
namespace {

constexpr size_t kLongestPart = NAME_MAX;
// Parts shorter than this would be mostly hash.
constexpr size_t kLeastPart = 64;

Status Wrong(std::string message) { return Status::Config(std::move(message)); }

Result<Piece> ParseField(std::string_view field) {
  constexpr std::string_view kTime = "time:";
  if (field.starts_with(kTime)) {
    auto format = TimeFormat::Parse(field.substr(kTime.size()));
    if (!format.ok()) return format.status();
    return Piece(std::move(*format));
  }
  if (field.find(':') != std::string_view::npos)
    return Wrong("`{" + std::string(field) + "}`: only `time` takes a format; the option `time` says which column that is");
  return Piece(ColumnField{std::string(field)});
}

Result<std::vector<Piece>> ParsePieces(std::string_view path) {
  auto parts = SplitBraces(path);
  if (!parts.ok()) return parts.status();
  std::vector<Piece> pieces;
  for (BracePart& part : *parts) {
    if (!part.is_field) {
      pieces.emplace_back(std::move(part.text));
      continue;
    }
    auto field = ParseField(part.text);
    if (!field.ok()) return field.status();
    pieces.push_back(std::move(*field));
  }
  return pieces;
}

// What a row could make of it whose values are all "x".
std::string Sample(const std::vector<Piece>& pieces) {
  std::string sample;
  for (const Piece& piece : pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      sample += *literal;
    else if (const auto* format = std::get_if<TimeFormat>(&piece))
      sample += format->Format(0);
    else
      sample += 'x';
  }
  return sample;
}

bool IsReserved(std::string_view part) { return part == "." || part == ".." || part == store::kStaging; }

}  // namespace

Result<PathTemplate> PathTemplate::Parse(std::string_view path) {
  auto pieces = ParsePieces(path);
  if (!pieces.ok()) return pieces.status();
  PathTemplate parsed;
  const bool has_fields = std::ranges::any_of(*pieces, [](const Piece& piece) { return !std::holds_alternative<std::string>(piece); });
  if (!has_fields) {
    parsed.root = pieces->empty() ? "" : std::get<std::string>(pieces->front());
    if (parsed.root.empty()) return Wrong("the path is empty: name a folder");
  } else {
    auto* first = std::get_if<std::string>(&pieces->front());
    const size_t slash = first == nullptr ? std::string::npos : first->rfind('/');
    if (slash == std::string::npos || slash == 0 || (store::IsInBucket(*first) && slash < store::kBucketScheme.size()))
      return Wrong("the path begins with a value: begin it with a folder, such as `out/{region}/`");
    parsed.root = first->substr(0, slash);
    first->erase(0, slash + 1);
    if (first->empty()) pieces->erase(pieces->begin());
    parsed.pieces = std::move(*pieces);
    if (!std::holds_alternative<std::string>(parsed.pieces.back())) parsed.pieces.emplace_back(std::string());
    auto& last = std::get<std::string>(parsed.pieces.back());
    parsed.suffix = TakeSuffix(last);
    if (parsed.suffix.empty() && !Sample(parsed.pieces).ends_with('/')) last += '/';
  }
  const Result<std::string> absolute = store::Absolute(parsed.root);
  if (!absolute.ok()) return Wrong(absolute.status().message());

  const std::string sample = Sample(parsed.pieces);
  if (has_fields && !store::IsBelow(sample + (parsed.suffix.empty() ? "x" : "x.")))
    return Wrong("behind `" + parsed.root + "/` the path has an empty part, a `.`, a `..` or a NUL byte");
  const auto folders = static_cast<size_t>(std::ranges::count(sample, '/'));
  const size_t most = store::RoomBelow(*absolute);
  const size_t room = most > kLongestPart ? most - kLongestPart : 0;
  parsed.longest_part = folders == 0 ? kLongestPart : std::min(kLongestPart, room / folders - std::min<size_t>(room / folders, 1));
  if (parsed.longest_part < kLeastPart || room == 0)
    return Wrong("the path is too long or too deep: there are " + std::to_string(most) + " bytes below its folder");
  return parsed;
}

bool PathTemplate::has_time() const {
  return std::ranges::any_of(pieces, [](const Piece& piece) { return std::holds_alternative<TimeFormat>(piece); });
}

std::string EscapeValue(std::string_view value) {
  if (value.empty()) return std::string(store::kHiveDefault);
  std::string escaped = store::EscapeHive(value);
  if (IsUtf8(value)) return escaped;
  std::string ascii;
  for (const char c : escaped) {
    if (static_cast<unsigned char>(c) < 0x80)
      ascii += c;
    else
      store::AppendPercent(c, ascii);
  }
  return ascii;
}

std::string Shorten(std::string_view part, size_t longest) {
  if (part.size() <= longest) return std::string(part);
  char hash[20];
  const int hash_size =
      std::snprintf(hash, sizeof hash, "-%016llx", static_cast<unsigned long long>(XXH3_64bits(part.data(), part.size())));
  assert(longest > static_cast<size_t>(hash_size) + 4);
  size_t end = longest - static_cast<size_t>(hash_size);
  // Not within "%2F", nor within a character of several bytes.
  if (const size_t percent = part.rfind('%', end - 1); percent != std::string_view::npos && percent + 3 > end) end = percent;
  while (end > 0 && (static_cast<unsigned char>(part[end]) & 0xc0) == 0x80) --end;
  return std::string(part.substr(0, end)) + hash;
}

std::string MakeSafe(std::string_view rendered, size_t longest) {
  std::string safe;
  for (size_t from = 0; from <= rendered.size();) {
    const size_t to = std::min(rendered.find('/', from), rendered.size());
    std::string part(rendered.substr(from, to - from));
    if (IsReserved(part)) part = "%2E" + part.substr(1);
    safe += Shorten(part, longest);
    if (to < rendered.size()) safe += '/';
    from = to + 1;
  }
  return safe;
}

}  // namespace weir::text
