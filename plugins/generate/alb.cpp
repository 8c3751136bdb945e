#include "generate/alb.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string_view>

#include "generate/front.hpp"
#include "generate/random.hpp"

namespace weir::generate {
namespace {

using std::chrono::microseconds;
using Time = std::chrono::sys_time<microseconds>;

constexpr std::array kRegions = {"us-east-1", "eu-west-1", "ap-southeast-2"};
constexpr uint64_t kFronts = 2;  // in each region
// The second day is the 29th of February.
constexpr std::chrono::sys_days kFirstDay = std::chrono::year(2024) / 2 / 28;
constexpr uint64_t kDays = 4;
constexpr std::chrono::minutes kWindow(5);
constexpr uint64_t kWindows = 280;      // of a day's 288
constexpr uint64_t kLeastLine = 256;    // no line has fewer bytes
constexpr uint64_t kBlock = 4096;       // lines that share connections
constexpr uint64_t kConnections = 683;  // about six requests each
constexpr std::array kFields = {29, 29, 29, 30, 30, 30, 30, 30, 33, 34};

int StatusOf(Random& random) {
  constexpr std::array kRare = {301, 404, 404, 404, 403, 500, 502, 503, 460, 400};
  const uint64_t drawn = random.Below(200 + kRare.size());
  return drawn < 180 ? 200 : drawn < 200 ? 304 : kRare[drawn - 200];
}

const char* VerbOf(Random& random) {
  const uint64_t drawn = random.Below(100);
  return drawn < 80 ? "GET" : drawn < 92 ? "POST" : drawn < 95 ? "PUT" : drawn < 97 ? "HEAD" : drawn < 99 ? "OPTIONS" : "DELETE";
}

// A time as a load balancer writes it: seconds with three decimals; below two seconds.
std::string Seconds(Random& random, double mean_ms) {
  const auto ms = static_cast<int>(std::min(-mean_ms * std::log(1 - random.Part()), 1999.0));
  return fmt::format(FMT_COMPILE("{}.{:03}"), ms / 1000, ms % 1000);
}

std::string Stamp(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z"), static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

// Load balancers and days take turns, and the windows of a day come from its end.
struct Delivered {
  uint64_t front;
  std::chrono::sys_seconds end;  // of its window
};
Delivered DeliveredAs(uint64_t object) {
  constexpr uint64_t kAll = kRegions.size() * kFronts;
  const uint64_t turn = object / kAll;
  // A window that ends at midnight lies in the folder of the next day: the folder's date is not always that of the rows.
  const auto window = (turn / kDays + object) % kWindows;
  return {object % kAll, kFirstDay + std::chrono::days(turn % kDays + 1) - window * kWindow};
}

class AlbLines final : public Lines {
 public:
  AlbLines(const Front& front, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : front_(front), begin_(end - kWindow), seed_(seed), object_(object), bytes_(bytes) {
    Random random("alb object", {seed, object});
    fields_ = random.Pick(kFields);
    node_ = fmt::format("10.0.0.{}", random.Between(4, 250));
  }
  void Append(uint64_t number, uint64_t before, std::string& out) override;

 private:
  const Connection& ConnectionOf(uint64_t block, Random& random);
  Time TimeOf(uint64_t before, Random& random) const;

  const Front& front_;
  const Time begin_;
  const uint64_t seed_, object_, bytes_;
  int fields_;
  std::string node_;
  std::vector<Connection> connections_;  // of block_
  uint64_t block_ = 0;
};

const Connection& AlbLines::ConnectionOf(uint64_t block, Random& random) {
  if (connections_.empty() || block != block_) {
    connections_.clear();
    for (uint64_t i = 0; i < kConnections; ++i) connections_.emplace_back(front_, Random("alb connection", {seed_, object_, block, i}));
    block_ = block;
  }
  return random.Pick(connections_);
}

// Time passes with the bytes, so that lines are in its order: chance moves a line less than the one before it is long.
Time AlbLines::TimeOf(uint64_t before, Random& random) const {
  const double part = (static_cast<double>(before) + random.Part() * kLeastLine) / static_cast<double>(std::max(bytes_, kLeastLine));
  constexpr microseconds kAll = kWindow;
  return begin_ + std::min(microseconds(static_cast<int64_t>(part * static_cast<double>(kAll.count()))), kAll - microseconds(1));
}

void AlbLines::Append(uint64_t number, uint64_t before, std::string& out) {
  Random random("alb line", {seed_, object_, number});
  const Connection& connection = ConnectionOf(number / kBlock, random);
  const Time answered = TimeOf(before, random);
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
    const Delivered delivered = DeliveredAs(object);
    const Front& front = fronts_[delivered.front];
    Random random("alb name", {seed_, object});
    std::string load_balancer = front.name;
    std::ranges::replace(load_balancer, '/', '.');
    const std::string end = Stamp(delivered.end);  // 2024-02-28T23:55:00.000000Z
    const std::string day = end.substr(0, 4) + end.substr(5, 2) + end.substr(8, 2);
    const std::string ip = Address(random);
    constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string tail;
    for (int i = 0; i < 8; ++i) tail += random.Pick(kCharacters);
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
    const Delivered delivered = DeliveredAs(object);
    return std::make_unique<AlbLines>(fronts_[delivered.front], delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  std::vector<Front> fronts_;
};

}  // namespace

std::unique_ptr<Format> MakeAlb(uint64_t seed) { return std::make_unique<Alb>(seed); }

}  // namespace weir::generate
