#include "generate/front.hpp"

#include <fmt/format.h>

#include <array>

namespace weir::generate {
namespace {

constexpr std::array kSites = {"www.example.com", "api.example.com", "shop.example.org", "img.example.net", "intranet.example.com"};
constexpr std::array kWords = {"account", "basket", "catalogue", "checkout", "events",  "feed",    "health", "images",
                               "items",   "login",  "orders",    "products", "profile", "reports", "search", "session",
                               "static",  "stores", "users",     "v1",       "v2",      "wishlist"};
constexpr std::array kEndings = {"", "", "", "/", ".html", ".json", ".js", ".css", ".png", "/details", "/list", "/history"};
constexpr std::string_view kTls12 = "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2", kTls13 = "TLS_AES_128_GCM_SHA256 TLSv1.3";
constexpr std::array kCiphers = {kTls12, kTls12, kTls12, kTls12, kTls13,
                                 kTls13, kTls13, kTls13, kTls13, std::string_view("ECDHE-RSA-AES256-GCM-SHA384 TLSv1.2")};
constexpr std::array kSystems = {"Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",
                                 "Linux; Android 10; K"};
constexpr std::array kOtherAgents = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Mobile/15E148 "
    "Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:122.0) Gecko/20100101 Firefox/122.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "ELB-HealthChecker/2.0",
    "curl/8.5.0",
    "python-requests/2.31.0",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "-",
    "Agent \\x22quoted\\x22/1.0",
};

std::vector<std::string> MakeAgents() {
  std::vector<std::string> agents(kOtherAgents.begin(), kOtherAgents.end());
  for (const char* system : kSystems)
    for (int version = 112; version < 123; version += 2) {
      agents.push_back(
          fmt::format("Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36", system, version));
      agents.push_back(fmt::format("{} Edg/{}.0.2210.91", agents.back(), version));
    }
  return agents;
}

std::string Uuid(Random& random) {
  const uint64_t a = random.Next(), b = random.Next();
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", a >> 32, a >> 16 & 0xffff, a & 0xffff, b >> 48, b & 0xffffffffffff);
}

std::string ClientAddress(Random& random) {
  if (random.Part() >= 0.03) return Address(random);
  std::string address = "2001:db8";
  for (int part = 0; part < 6; ++part) address += fmt::format(":{:x}", random.Below(0x10000));
  return address;
}

std::string Path(Random& random) {
  std::string path;
  for (uint64_t words = random.Between(1, 4); words > 0; --words) path += fmt::format("/{}", random.Pick(kWords));
  if (random.Part() < 0.5) path += fmt::format("/{}", random.Between(100, 9999));
  return path + random.Pick(kEndings);
}

}  // namespace

std::string Address(Random& random) {
  const uint64_t a = random.Between(1, 224), b = random.Below(256), c = random.Below(256), d = random.Between(1, 255);
  return fmt::format("{}.{}.{}.{}", a, b, c, d);
}

Front::Front(std::string_view in, uint64_t number) : region(in) {
  Random random(in, {number});
  name = fmt::format("app/front-{}/{:016x}", number, random.Next());
  for (int i = 0; i < 4; ++i)
    target_groups.push_back(
        fmt::format("arn:aws:elasticloadbalancing:{}:{}:targetgroup/service-{}/{:016x}", region, kAccount, i, random.Next()));
  for (int i = 0; i < 2; ++i) certificates.push_back(fmt::format("arn:aws:acm:{}:{}:certificate/{}", region, kAccount, Uuid(random)));
  for (const int port : {80, 8080, 8443})
    for (int i = 0; i < 16; ++i) {
      const uint64_t subnet = random.Below(4);
      targets.push_back(fmt::format("10.0.{}.{}:{}", subnet, random.Between(4, 250), port));
    }
  for (int i = 0; i < 4000; ++i) clients.push_back(ClientAddress(random));
  for (int i = 0; i < 3000; ++i) paths.push_back(Path(random));
}

Connection::Connection(const Front& front, Random random) {
  static const std::vector<std::string> agents = MakeAgents();
  const char* host = random.Pick(kSites);
  const bool secure = random.Part() < 0.85;
  const bool http2 = secure && random.Part() < 0.6;
  type = http2 ? "h2" : secure ? "https" : "http";
  client = fmt::format("{}:{}", random.Pick(front.clients), random.Between(1024, 65536));
  agent = random.Pick(agents);
  tls = secure ? random.Pick(kCiphers) : "- -";
  const uint64_t certificate = random.Below(front.certificates.size() + 1);
  domain = !secure ? R"("-" "-")"
                   : fmt::format(R"("{}" "{}")", host,
                                 certificate < front.certificates.size() ? front.certificates[certificate] : "session-reused");
  site = secure ? fmt::format("https://{}:443", host) : fmt::format("http://{}:80", host);
  version = http2 ? "HTTP/2.0" : "HTTP/1.1";
  const uint64_t high = random.Next();
  id = fmt::format("TID_{:016x}{:016x}", high, random.Next());
}

}  // namespace weir::generate
