#include "aws/signing_key.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <map>
#include <mutex>
#include <tuple>

#include "aws/sha256.hpp"

namespace weir::aws {
namespace {

using KeyName = std::tuple<std::string, std::string, std::string, std::string>;  // secret, day, region, service

// Sessions bring a new secret every hour, and the day changes: what is old goes with all else.
constexpr size_t kMostKeys = 64;

Digest Derived(const KeyName& name) {
  const auto& [secret, day, region, service] = name;
  const Digest of_day = HmacSha256("AWS4" + secret, day);
  const Digest of_region = HmacSha256(Bytes(of_day), region);
  const Digest of_service = HmacSha256(Bytes(of_region), service);
  return HmacSha256(Bytes(of_service), "aws4_request");
}

Digest KeyOf(const KeyName& name) {
  static std::mutex mutex;
  static std::map<KeyName, Digest> keys;
  const std::lock_guard lock(mutex);
  if (const auto known = keys.find(name); known != keys.end()) return known->second;
  if (keys.size() >= kMostKeys) keys.clear();
  return keys.emplace(name, Derived(name)).first->second;
}

}  // namespace

Scope::Scope(const Signing& signing)
    : moment(fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(signing.time)))),
      day(moment.substr(0, 8)),
      text(fmt::format("{}/{}/{}/aws4_request", day, signing.region, signing.service)) {}

std::string Signature(const Signing& signing, const Scope& scope, std::string_view secret, std::string_view canonical_request) {
  const Digest key = KeyOf({std::string(secret), scope.day, signing.region, signing.service});
  const std::string to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", scope.moment, scope.text, Hex(Bytes(Sha256(canonical_request))));
  return Hex(Bytes(HmacSha256(Bytes(key), to_sign)));
}

}  // namespace weir::aws
