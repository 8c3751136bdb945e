#include "text/path_template.hpp"

#include <limits.h>
#include <xxhash.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cstdio>

#include "store/hive.hpp"
#include "store/place.hpp"
#include "text/json_values.hpp"

namespace weir::text {
namespace {

constexpr size_t kLongestPart = NAME_MAX;
// Parts shorter than this would be mostly hash.
constexpr size_t kLeastPart = 64;
constexpr size_t kLongestSuffix = 32;

Status Wrong(std::string message) { return Status::Config(std::move(message)); }

void AppendLiteral(char c, std::vector<Piece>& pieces) {
  if (pieces.empty() || !std::holds_alternative<std::string>(pieces.back())) pieces.emplace_back(std::string());
  std::get<std::string>(pieces.back()) += c;
}

Result<Piece> ParseField(std::string_view field) {
  constexpr std::string_view kTime = "time:";
  if (field.empty()) return Wrong("`{}` names no column: write `{{}}` for two braces");
  if (field.find('{') != std::string_view::npos) return Wrong("a `{` inside of `{...}`: write `{{` for a brace");
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
  std::vector<Piece> pieces;
  for (size_t i = 0; i < path.size(); ++i) {
    const bool is_double = i + 1 < path.size() && path[i + 1] == path[i];
    if ((path[i] == '{' || path[i] == '}') && is_double) {
      AppendLiteral(path[i++], pieces);
    } else if (path[i] == '}') {
      return Wrong("a `}` without a `{`: write `}}` for a brace");
    } else if (path[i] == '{') {
      const size_t end = path.find('}', i);
      if (end == std::string_view::npos) return Wrong("a `{` without a `}`: write `{{` for a brace");
      auto field = ParseField(path.substr(i + 1, end - i - 1));
      if (!field.ok()) return field.status();
      pieces.push_back(std::move(*field));
      i = end;
    } else {
      AppendLiteral(path[i], pieces);
    }
  }
  return pieces;
}

bool IsSuffix(std::string_view text) {
  return text.size() > 1 && text.size() <= kLongestSuffix &&
         std::ranges::all_of(text.substr(1), [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

// Takes the suffix off the last part of the path if it has one: ".log", ".log.gz".
std::string TakeSuffix(std::vector<Piece>& pieces) {
  auto* literal = std::get_if<std::string>(&pieces.back());
  if (literal == nullptr) return {};
  const size_t part = literal->rfind('/') == std::string::npos ? 0 : literal->rfind('/') + 1;
  size_t dot = literal->rfind('.');
  if (dot == std::string::npos || dot < part || !IsSuffix(std::string_view(*literal).substr(dot))) return {};
  const std::string_view compressed = std::string_view(*literal).substr(dot);
  if (const size_t inner = dot == 0 ? std::string::npos : literal->rfind('.', dot - 1);
      (compressed == ".gz" || compressed == ".zst") && inner != std::string::npos && inner >= part &&
      IsSuffix(std::string_view(*literal).substr(inner, dot - inner)))
    dot = inner;
  std::string suffix = literal->substr(dot);
  literal->resize(dot);
  return suffix;
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
    parsed.suffix = TakeSuffix(parsed.pieces);
    if (parsed.suffix.empty() && !Sample(parsed.pieces).ends_with('/')) AppendLiteral('/', parsed.pieces);
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
