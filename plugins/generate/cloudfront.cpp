#include "generate/cloudfront.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

#include "generate/front.hpp"
#include "generate/random.hpp"
#include "generate/traffic.hpp"

namespace weir::generate {
namespace {

constexpr uint64_t kDistributions = 3;
constexpr std::chrono::minutes kWindow(60);
constexpr uint64_t kWindows = 24;
constexpr uint64_t kLeastLine = 256;
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kFields =
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query "
    "cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher "
    "x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type "
    "sc-content-type sc-content-len sc-range-start sc-range-end";

// As CloudFront writes what viewers send.
void Encode(std::string_view text, std::string& out) {
  constexpr std::string_view kEncoded = "<>\"#%{}|\\^~[]`'";
  for (const char c : text) {
    if (c > ' ' && c < '\x7f' && kEncoded.find(c) == std::string_view::npos)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), FMT_COMPILE("%{:02X}"), static_cast<unsigned char>(c));
  }
}

struct Distribution {
  explicit Distribution(uint64_t number) : front("cloudfront", number) {
    Random random("cloudfront distribution", {number});
    id = "E" + Characters(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 13);
    domain = "d" + Characters(random, "abcdefghijklmnopqrstuvwxyz0123456789", 13) + ".cloudfront.net";
  }
  std::string id, domain;
  Front front;
};

class CloudFrontLines final : public Lines {
 public:
  CloudFrontLines(const Distribution& distribution, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : distribution_(distribution),
        window_{end - kWindow, kWindow, bytes, kLeastLine},
        connections_(distribution.front, seed, object),
        seed_(seed),
        object_(object) {}

  void Append(uint64_t number, uint64_t before, std::string& out) override {
    if (number < 2) {
      out += number == 0 ? "#Version: 1.0" : kFields;
      return;
    }
    Random random("cloudfront line", {seed_, object_, number});
    const Connection& connection = connections_.Of(number, random);
    const std::string time = Stamp(window_.At(before, random));
    const std::string& path = random.Pick(distribution_.front.paths);
    constexpr std::array kCities = {"AMS", "CDG", "DFW", "DUB", "FRA", "GRU", "HKG", "IAD", "JFK",
                                    "LAX", "LHR", "MAD", "NRT", "ORD", "SEA", "SIN", "SYD"};
    const char* const city = random.Pick(kCities);
    const uint64_t rack = random.Between(1, 60), part = random.Between(1, 5);
    const int drawn = StatusOf(random);
    const int status = drawn == 460 ? 0 : drawn;
    const bool is_hit = random.Part() < 0.8;
    const char* const result = status >= 400 || status == 0 ? "Error" : status == 301 ? "Redirect" : is_hit ? "Hit" : "Miss";
    const char* const verb = VerbOf(random);
    const auto length = static_cast<uint64_t>(random.Part() * random.Part() * 60000);
    const uint64_t got = random.Between(40, 900);
    const std::string id = Characters(random, kBase64, 54) + "==";
    const std::string taken = Seconds(random, is_hit ? 3 : 80), first = Seconds(random, is_hit ? 2 : 60);
    const auto [address, port] = SplitPort(connection.client);
    const bool is_secure = connection.site.starts_with("https");
    const std::string_view tls = connection.tls, site = connection.site;
    const size_t space = tls.find(' '), begin = site.find("//") + 2;
    const std::string_view host = site.substr(begin, site.rfind(':') - begin);
    const bool is_page = path.ends_with(".html") || path.ends_with("/");
    const uint64_t query = random.Below(100);
    auto to = std::back_inserter(out);
    fmt::format_to(to, FMT_COMPILE("{}\t{}\t{}{}-P{}\t{}\t{}\t{}\t{}\t{}\t{:03}\t"), time.substr(0, 10), time.substr(11, 8), city, rack,
                   part, length + 350, address, verb, distribution_.domain, path, status);
    if (random.Part() < 0.4)
      fmt::format_to(to, FMT_COMPILE("https://{}/\t"), host);
    else
      out += "-\t";
    Encode(connection.agent, out);
    if (query < 30)
      fmt::format_to(to, FMT_COMPILE("\tid={:x}"), random.Next() >> 24);
    else
      out += "\t-";
    fmt::format_to(to, FMT_COMPILE("\t-\t{}\t{}\t{}\t{}\t{}\t{}\t-\t{}\t{}\t{}\t{}\t-\t-\t{}\t{}\t{}\t{}\t{}\t-\t-"), result, id, host,
                   is_secure ? "https" : "http", got, taken, tls.substr(space + 1), tls.substr(0, space), result, connection.version, port,
                   first, result,
                   status == 304 ? "-"
                   : is_page     ? "text/html"
                                 : "application/json",
                   length);
  }

 private:
  const Distribution& distribution_;
  const Window window_;
  Connections connections_;
  const uint64_t seed_, object_;
};

class CloudFront final : public Format {
 public:
  explicit CloudFront(uint64_t seed) : seed_(seed) {
    for (uint64_t number = 0; number < kDistributions; ++number) distributions_.emplace_back(number);
  }

  std::vector<std::string> columns() const override { return {"distribution", "yyyy", "mm", "dd", "hour", "random"}; }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, distributions_.size(), kWindow, kWindows);
    Random random("cloudfront name", {seed_, object});
    const std::string begin = Stamp(delivered.end - kWindow);  // 2024-02-28T23:00:00.000000Z
    const std::string day = begin.substr(0, 10);
    return {distributions_[delivered.producer].id,    day.substr(0, 4), day.substr(5, 2), day.substr(8, 2), day + '-' + begin.substr(11, 2),
            Characters(random, "0123456789abcdef", 8)};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, distributions_.size(), kWindow, kWindows);
    return std::make_unique<CloudFrontLines>(distributions_[delivered.producer], delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  std::vector<Distribution> distributions_;
};

}  // namespace

std::unique_ptr<Format> MakeCloudFront(uint64_t seed) { return std::make_unique<CloudFront>(seed); }

}  // namespace weir::generate
