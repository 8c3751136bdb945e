#include "generate/elb.hpp"

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

constexpr std::array kRegions = {"us-east-1", "eu-west-1", "ap-southeast-2"};
constexpr uint64_t kFronts = 2;  // in each region
constexpr std::chrono::minutes kWindow(60);
constexpr uint64_t kWindows = 24;
constexpr uint64_t kLeastLine = 128;

class ElbLines final : public Lines {
 public:
  ElbLines(const Front& front, std::string_view name, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : front_(front),
        name_(name),
        window_{end - kWindow, kWindow, bytes, kLeastLine},
        connections_(front, seed, object),
        seed_(seed),
        object_(object) {}

  void Append(uint64_t number, uint64_t before, std::string& out) override {
    Random random("elb line", {seed_, object_, number});
    const Connection& connection = connections_.Of(number, random);
    const Time received = window_.At(before, random);
    const std::string& path = random.Pick(front_.paths);
    const char* const verb = VerbOf(random);
    const int status = StatusOf(random);
    const bool has_no_target = status == 503 || status == 400;
    std::string_view target = random.Pick(front_.targets);
    std::array<std::string, 3> times;
    for (const double mean : {0.05, 45.0, 0.04}) {
      std::string& time = times[mean > 1 ? 1 : mean > 0.045 ? 0 : 2];
      time = Seconds(random, mean > 1 ? mean : 0) + fmt::format("{:03}", random.Below(mean > 1 ? 1000 : 90));
    }
    if (has_no_target) {
      target = "-";
      times = {"-1", "-1", "-1"};
    }
    const uint64_t got = verb[0] == 'P' ? random.Below(4000) : 0;
    const auto sent = static_cast<uint64_t>(random.Part() * random.Part() * 60000);
    auto to = std::back_inserter(out);
    fmt::format_to(to, FMT_COMPILE("{} {} {} {} {} {} {} {} {} {} {} "), Stamp(received), name_, connection.client, target, times[0],
                   times[1], times[2], status, has_no_target ? 0 : status, got, sent);
    fmt::format_to(to, FMT_COMPILE(R"("{} {}{} HTTP/1.1" "{}" {})"), verb, connection.site, path, connection.agent, connection.tls);
  }

 private:
  const Front& front_;
  const std::string name_;
  const Window window_;
  Connections connections_;
  const uint64_t seed_, object_;
};

class Elb final : public Format {
 public:
  explicit Elb(uint64_t seed) : seed_(seed) {
    for (uint64_t number = 0; number < kFronts; ++number)
      for (const char* region : kRegions) fronts_.emplace_back(region, number);
  }

  std::vector<std::string> columns() const override {
    return {"account", "region", "yyyy", "mm", "dd", "load_balancer", "end_time", "ip", "random"};
  }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, fronts_.size(), kWindow, kWindows);
    Random random("elb name", {seed_, object});
    const std::string end = Stamp(delivered.end);  // 2024-02-28T23:00:00.000000Z
    const std::string year = end.substr(0, 4), month = end.substr(5, 2), day = end.substr(8, 2);
    const std::string ip = Address(random);
    const std::string tail = Characters(random, "abcdefghijklmnopqrstuvwxyz0123456789", 8);
    return {std::string(kAccount),
            fronts_[delivered.producer].region,
            year,
            month,
            day,
            NameOf(delivered.producer),
            year + month + day + 'T' + end.substr(11, 2) + end.substr(14, 2) + 'Z',
            ip,
            tail};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, fronts_.size(), kWindow, kWindows);
    return std::make_unique<ElbLines>(fronts_[delivered.producer], NameOf(delivered.producer), delivered.end, seed_, object, bytes);
  }

 private:
  std::string NameOf(uint64_t producer) const { return fmt::format("classic-{}", producer); }

  uint64_t seed_;
  std::vector<Front> fronts_;
};

}  // namespace

std::unique_ptr<Format> MakeElb(uint64_t seed) { return std::make_unique<Elb>(seed); }

}  // namespace weir::generate
