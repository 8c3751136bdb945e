#include "generate/vpc_flow.hpp"

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
constexpr std::chrono::minutes kWindow(5);
constexpr uint64_t kWindows = 280;
constexpr uint64_t kLeastLine = 64;
constexpr uint64_t kInterfaces = 200;  // of a region
constexpr std::string_view kSmallHex = "0123456789abcdef";

struct Interface {
  std::string name, address;
};

// A region's network.
struct Network {
  explicit Network(std::string_view in) : region(in), front(in, 9) {
    Random random("vpc_flow network", {front.clients.size(), region[0] == 'u' ? 1u : region[0] == 'e' ? 2u : 3u});
    flow_log = "fl-" + Characters(random, kSmallHex, 17);
    for (uint64_t i = 0; i < kInterfaces; ++i) {
      const std::string name = "eni-" + Characters(random, kSmallHex, 17);
      interfaces.push_back({name, fmt::format("10.0.{}.{}", i / 50, 4 + i % 50 * 5)});
    }
  }
  std::string region, flow_log;
  Front front;
  std::vector<Interface> interfaces;
};

class FlowLines final : public Lines {
 public:
  FlowLines(const Network& network, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : network_(network), window_{end - kWindow, kWindow, bytes, kLeastLine}, seed_(seed), object_(object) {}

  void Append(uint64_t number, uint64_t before, std::string& out) override {
    if (number == 0) {
      out += "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
      return;
    }
    Random random("vpc_flow line", {seed_, object_, number});
    const Interface& at = random.Pick(network_.interfaces);
    const auto begin = std::chrono::floor<std::chrono::seconds>(window_.At(before, random)).time_since_epoch().count();
    const auto end = begin + static_cast<int64_t>(random.Between(20, 60));
    auto to = std::back_inserter(out);
    if (random.Part() < 0.02) {
      fmt::format_to(to, FMT_COMPILE("2 {} {} - - - - - - - {} {} - NODATA"), kAccount, at.name, begin, end);
      return;
    }
    const bool is_inside = random.Part() < 0.6, is_answer = random.Part() < 0.5;
    const std::string_view other = is_inside ? random.Pick(network_.interfaces).address : random.Pick(network_.front.clients);
    constexpr std::array kPorts = {443, 443, 443, 443, 80, 80, 5432, 6379, 53, 22, 8080, 123};
    const int service = random.Pick(kPorts);
    const bool is_udp = service == 53 || service == 123;
    const uint64_t port = random.Between(1024, 65536);
    const auto packets = static_cast<uint64_t>(1 + random.Part() * random.Part() * random.Part() * 2000);
    const uint64_t size = packets * random.Between(40, 1400);
    const bool is_rejected = !is_inside && !is_answer && random.Part() < 0.2;
    const std::string_view from = is_answer ? std::string_view(at.address) : other,
                           target = is_answer ? other : std::string_view(at.address);
    const uint64_t from_port = is_answer ? static_cast<uint64_t>(service) : port,
                   target_port = is_answer ? port : static_cast<uint64_t>(service);
    fmt::format_to(to, FMT_COMPILE("2 {} {} {} {} {} {} {} {} {} {} {} {} OK"), kAccount, at.name, from, target, from_port, target_port,
                   is_udp ? 17 : 6, packets, size, begin, end, is_rejected ? "REJECT" : "ACCEPT");
  }

 private:
  const Network& network_;
  const Window window_;
  const uint64_t seed_, object_;
};

class VpcFlow final : public Format {
 public:
  explicit VpcFlow(uint64_t seed) : seed_(seed) {
    for (const char* region : kRegions) networks_.emplace_back(region);
  }

  std::vector<std::string> columns() const override { return {"account", "region", "yyyy", "mm", "dd", "flow_log", "end_time", "random"}; }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, networks_.size(), kWindow, kWindows);
    const Network& network = networks_[delivered.producer];
    Random random("vpc_flow name", {seed_, object});
    const std::string end = Stamp(delivered.end);  // 2024-02-28T23:55:00.000000Z
    const std::string year = end.substr(0, 4), month = end.substr(5, 2), day = end.substr(8, 2);
    return {std::string(kAccount),
            network.region,
            year,
            month,
            day,
            network.flow_log,
            year + month + day + 'T' + end.substr(11, 2) + end.substr(14, 2) + 'Z',
            Characters(random, kSmallHex, 8)};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, networks_.size(), kWindow, kWindows);
    return std::make_unique<FlowLines>(networks_[delivered.producer], delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  std::vector<Network> networks_;
};

}  // namespace

std::unique_ptr<Format> MakeVpcFlow(uint64_t seed) { return std::make_unique<VpcFlow>(seed); }

}  // namespace weir::generate
