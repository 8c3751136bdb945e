#include "aws/endpoint.hpp"

#include <algorithm>
#include <charconv>

namespace weir::aws {
namespace {

bool IsPort(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool IsHost(std::string_view text) {
  if (text.starts_with('['))
    return text.size() > 3 && text.ends_with(']') &&
           text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

}  // namespace

std::string Endpoint::host_header() const {
  const bool is_default = port.empty() || (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  return is_default ? host : host + ":" + port;
}

std::optional<Endpoint> ParseEndpoint(std::string_view url) {
  Endpoint endpoint;
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  endpoint.scheme = url.substr(0, colon);
  if (endpoint.scheme != "http" && endpoint.scheme != "https") return std::nullopt;
  std::string_view rest = url.substr(colon + 3);
  const bool is_plain = std::ranges::all_of(rest, [](unsigned char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '@'; });
  if (!is_plain) return std::nullopt;
  const size_t slash = std::min(rest.find('/'), rest.size());
  endpoint.path = rest.substr(slash);
  rest = rest.substr(0, slash);
  const size_t bracket = rest.rfind(']');
  const size_t port = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (port != std::string_view::npos) {
    endpoint.port = rest.substr(port + 1);
    if (!IsPort(endpoint.port)) return std::nullopt;
    rest = rest.substr(0, port);
  }
  if (!IsHost(rest)) return std::nullopt;
  endpoint.host = rest;
  for (char& c : endpoint.host)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return endpoint;
}

}  // namespace weir::aws
