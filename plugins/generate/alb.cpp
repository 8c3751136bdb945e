#include "generate/alb.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <string_view>

#include "generate/front.hpp"
#include "generate/random.hpp"
#include "generate/traffic.hpp"

namespace weir::generate {
namespace {

constexpr std::array kRegions = {"us-east-1", "eu-west-1", "ap-southeast-2"};
constexpr uint64_t kFronts = 2;  // in each region
constexpr std::chrono::minutes kWindow(5);
constexpr uint64_t kWindows = 280;    // of a day's 288
constexpr uint64_t kLeastLine = 256;  // no line has fewer bytes
constexpr std::array kFields = {29, 29, 29, 30, 30, 30, 30, 30, 33, 34};

class AlbLines final : public Lines {
 public:
  AlbLines(const Front& front, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : front_(front), window_{end - kWindow, kWindow, bytes, kLeastLine}, connections_(front, seed, object), seed_(seed), object_(object) {
    Random random("alb object", {seed, object});
    fields_ = random.Pick(kFields);
    node_ = fmt::format("10.0.0.{}", random.Between(4, 250));
  }
  void Append(uint64_t number, uint64_t before, std::string& out) override;

 private:
  const Front& front_;
  const Window window_;
  Connections connections_;
  const uint64_t seed_, object_;
  int fields_;
  std::string node_;
};

void AlbLines::Append(uint64_t number, uint64_t before, std::string& out) {
  Random random("alb line", {seed_, object_, number});
  const Connection& connection = connections_.Of(number, random);
  const Time answered = window_.At(before, random);
  const Time created = answered - std::chrono::milliseconds(random.Below(80));
  const std::string& path = random.Pick(front_.paths);

  std::string url = connection.site + path;
  if (const double chance = random.Part(); chance < 0.35)
    url += fmt::format("?id={:x}", random.Next() >> 24);
  else if (chance < 0.55)
    url += fmt::format("?page={}&sort=price", random.Below(40));
  else if (chance < 0.56)
    url += R"(?q=\x22a b\x22)";
  std::string request = fmt::format("{} {} {}", VerbOf(random), url, connection.version);

  const int status = StatusOf(random);
  std::string wait = Seconds(random, 1), work = Seconds(random, 45), reply = Seconds(random, 1);
  std::string_view target = random.Pick(front_.targets), group = random.Pick(front_.target_groups);
  std::string target_status = std::to_string(status), redirect = "-";
  std::string_view actions = "forward", reason = "-", kind = "Acceptable", why = "-";
  constexpr std::array kPriorities = {"0", "1", "1", "1", "2", "3", "10", "100"};
  std::string_view priority = random.Pick(kPriorities);

  const bool has_no_target = status == 301 || status == 400 || status == 403 || status == 503;
  if (has_no_target) {
    target = target_status = "-";
    wait = work = reply = "-1";
  }
  if (status == 301) {
    const std::string_view host = std::string_view(connection.site).substr(connection.site.find("//") + 2);
    group = "-";
    actions = "redirect";
    redirect = fmt::format("https://{}:443{}", host.substr(0, host.find(':')), path);
  } else if (status == 400) {
    group = priority = actions = "-";
    request = fmt::format("- {}- -", connection.site);
    kind = "Severe";
    why = "BadMethod";
  } else if (status == 403) {
    actions = "waf";
  } else if (status == 460 || status == 502) {
    reply = target_status = "-";
    reply += '1';
    if (status == 502) reason = "LambdaInvalidResponse";
  }

  const uint64_t received = random.Below(900) + 60;
  const auto sent = static_cast<uint64_t>(random.Part() * random.Part() * 60000) + 120;
  const auto second = std::chrono::floor<std::chrono::seconds>(answered).time_since_epoch().count();
  const uint64_t trace_high = random.Next() >> 32, trace_low = random.Next();
  auto to = std::back_inserter(out);
  fmt::format_to(to, FMT_COMPILE("{} {} {} {} {} {} {} {} {} {} {} {} "), connection.type, Stamp(answered), front_.name, connection.client,
                 target, wait, work, reply, status, target_status, received, sent);
  fmt::format_to(to, FMT_COMPILE(R"("{}" "{}" {} {} "Root=1-{:08x}-{:08x}{:016x}" {} {} {} )"), request, connection.agent, connection.tls,
                 group, second, trace_high, trace_low, connection.domain, priority, Stamp(created));
  fmt::format_to(to, FMT_COMPILE(R"("{}" "{}" "{}" "{}" "{}" "{}" "{}")"), actions, redirect, reason, target, target_status, kind, why);
  if (fields_ >= 30) fmt::format_to(to, FMT_COMPILE(" {}"), connection.id);
  if (fields_ >= 33) out += R"( "-" "-" "-")";
  if (fields_ >= 34) fmt::format_to(to, FMT_COMPILE(" {}"), node_);
}

class Alb final : public Format {
 public:
  explicit Alb(uint64_t seed) : seed_(seed) {
    for (uint64_t number = 0; number < kFronts; ++number)
      for (const char* region : kRegions) fronts_.emplace_back(region, number);
  }

  std::vector<std::string> columns() const override {
    return {"account", "region", "yyyy", "mm", "dd", "load_balancer", "end_time", "ip", "random"};
  }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, fronts_.size(), kWindow, kWindows);
    const Front& front = fronts_[delivered.producer];
    Random random("alb name", {seed_, object});
    std::string load_balancer = front.name;
    std::ranges::replace(load_balancer, '/', '.');
    const std::string end = Stamp(delivered.end);  // 2024-02-28T23:55:00.000000Z
    const std::string day = end.substr(0, 4) + end.substr(5, 2) + end.substr(8, 2);
    const std::string ip = Address(random);
    const std::string tail = Characters(random, "abcdefghijklmnopqrstuvwxyz0123456789", 8);
    return {std::string(kAccount),
            front.region,
            end.substr(0, 4),
            end.substr(5, 2),
            end.substr(8, 2),
            load_balancer,
            day + 'T' + end.substr(11, 2) + end.substr(14, 2) + 'Z',
            ip,
            tail};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, fronts_.size(), kWindow, kWindows);
    return std::make_unique<AlbLines>(fronts_[delivered.producer], delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  std::vector<Front> fronts_;
};

}  // namespace

std::unique_ptr<Format> MakeAlb(uint64_t seed) { return std::make_unique<Alb>(seed); }

}  // namespace weir::generate
