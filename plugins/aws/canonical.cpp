#include "aws/canonical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "aws/signer.hpp"

namespace weir::aws {
namespace {

// Those that botocore leaves out.
constexpr std::array<std::string_view, 14> kNotSigned = {
    "baggage", "connection",        "expect",  "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "traceparent", "tracestate",
    "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

// Without blanks around it, and with one space for each run of them inside.
std::string Folded(std::string_view value) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  std::string folded;
  while (true) {
    const size_t start = value.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return folded;
    value.remove_prefix(start);
    const size_t end = std::min(value.find_first_of(kBlanks), value.size());
    if (!folded.empty()) folded += ' ';
    folded += value.substr(0, end);
    value.remove_prefix(end);
  }
}

}  // namespace

std::string EncodeQuery(const Query& query, bool sorted) {
  Query encoded;
  encoded.reserve(query.size());
  for (const auto& [name, value] : query) encoded.emplace_back(PercentEncode(name, true), PercentEncode(value, true));
  if (sorted) std::ranges::sort(encoded);
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

std::string CanonicalPath(std::string_view path_on_wire, bool s3) {
  if (s3) return std::string(path_on_wire);
  std::vector<std::string_view> parts;
  for (std::string_view rest = path_on_wire; !rest.empty();) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  std::string path;
  for (const std::string_view part : parts) path.append("/").append(PercentEncode(part, true));
  if (path.empty() || path_on_wire.ends_with('/')) path += '/';
  return path;
}

CanonicalHeaders Canonicalize(const Headers& headers) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : headers) {
    const std::string lower = Lower(name);
    if (std::ranges::find(kNotSigned, lower) != kNotSigned.end()) continue;
    const auto [entry, is_first] = sorted.try_emplace(lower, Folded(value));
    if (!is_first) entry->second.append(",").append(Folded(value));
  }
  CanonicalHeaders canonical;
  for (const auto& [name, value] : sorted) {
    canonical.lines += fmt::format("{}:{}\n", name, value);
    canonical.names += canonical.names.empty() ? name : ";" + name;
  }
  return canonical;
}

std::string CanonicalRequest(std::string_view method, std::string_view canonical_path, std::string_view canonical_query,
                             const CanonicalHeaders& headers, std::string_view payload_hash) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", method, canonical_path, canonical_query, headers.lines, headers.names, payload_hash);
}

}  // namespace weir::aws
