#include "aws/signer.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <initializer_list>

#include "aws/canonical.hpp"
#include "aws/endpoint.hpp"
#include "aws/sha256.hpp"
#include "aws/signing_key.hpp"

namespace weir::aws {
namespace {

// What an earlier attempt may have left, so that a request can be signed again.
void Erase(std::vector<std::pair<std::string, std::string>>& pairs, std::initializer_list<const char*> names) {
  std::erase_if(pairs, [&](const auto& pair) {
    return std::ranges::any_of(names, [&](const char* name) { return ::strcasecmp(pair.first.c_str(), name) == 0; });
  });
}

// An endpoint that was configured may have a path of its own, before the request's.
size_t PathStart(std::string_view endpoint) {
  const size_t scheme = endpoint.find("://");
  return std::min(endpoint.find('/', scheme == std::string_view::npos ? 0 : scheme + 3), endpoint.size());
}

std::string PathOnWire(const Target& target) {
  std::string path = target.endpoint.substr(PathStart(target.endpoint));
  if (!target.path.starts_with('/')) path += '/';
  return path + PercentEncode(target.path, false);
}

std::string HostOf(const Target& target) {
  const auto endpoint = ParseEndpoint(target.endpoint);
  return endpoint ? endpoint->host_header() : std::string();
}

std::string CanonicalOf(const Target& target, const Signing& signing, const CanonicalHeaders& headers, std::string_view payload_hash) {
  return CanonicalRequest(target.method, CanonicalPath(PathOnWire(target), signing.s3), EncodeQuery(target.query, true), headers,
                          payload_hash);
}

}  // namespace

std::string PercentEncode(std::string_view text, bool encode_slash) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() + 16);
  for (const unsigned char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                          c == '~' || (c == '/' && !encode_slash);
    if (is_plain) {
      encoded += static_cast<char>(c);
      continue;
    }
    encoded += '%';
    encoded += kDigits[c >> 4];
    encoded += kDigits[c & 15];
  }
  return encoded;
}

std::string HashPayload(std::string_view body) { return Hex(Bytes(Sha256(body))); }

std::string UrlOf(const Target& target) {
  std::string url = target.endpoint.substr(0, PathStart(target.endpoint)) + PathOnWire(target);
  if (!target.query.empty()) url += "?" + EncodeQuery(target.query, false);
  return url;
}

void SignHeaders(Target& target, const Signing& signing, const Credentials& credentials, std::string_view payload_hash) {
  const Scope scope(signing);
  Headers& headers = target.headers;
  Erase(headers, {"authorization", "x-amz-date", "x-amz-security-token"});
  if (FindHeader(headers, "host") == nullptr) headers.emplace_back("Host", HostOf(target));
  headers.emplace_back("X-Amz-Date", scope.moment);
  if (!credentials.session_token.empty()) headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  if (signing.s3 || payload_hash == kUnsignedPayload) {
    Erase(headers, {"x-amz-content-sha256"});
    headers.emplace_back("X-Amz-Content-Sha256", payload_hash);
  }
  const CanonicalHeaders canonical = Canonicalize(headers);
  const std::string signature =
      Signature(signing, scope, credentials.secret_access_key, CanonicalOf(target, signing, canonical, payload_hash));
  headers.emplace_back("Authorization", fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                                    credentials.access_key_id, scope.text, canonical.names, signature));
}

void SignQuery(Target& target, const Signing& signing, const Credentials& credentials, std::string_view payload_hash,
               std::chrono::seconds valid) {
  const Scope scope(signing);
  Headers headers = target.headers;
  if (FindHeader(headers, "host") == nullptr) headers.emplace_back("Host", HostOf(target));
  const CanonicalHeaders canonical = Canonicalize(headers);
  auto& query = target.query;
  Erase(query, {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-security-token",
                "x-amz-signature"});
  query.emplace_back("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  query.emplace_back("X-Amz-Credential", credentials.access_key_id + "/" + scope.text);
  query.emplace_back("X-Amz-Date", scope.moment);
  query.emplace_back("X-Amz-Expires", fmt::format("{}", valid.count()));
  query.emplace_back("X-Amz-SignedHeaders", canonical.names);
  if (!credentials.session_token.empty()) query.emplace_back("X-Amz-Security-Token", credentials.session_token);
  query.emplace_back("X-Amz-Signature",
                     Signature(signing, scope, credentials.secret_access_key, CanonicalOf(target, signing, canonical, payload_hash)));
}

}  // namespace weir::aws
