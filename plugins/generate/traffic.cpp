#include "generate/traffic.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace weir::generate {
namespace {

using std::chrono::microseconds;

// The second day is the 29th of February.
constexpr std::chrono::sys_days kFirstDay = std::chrono::year(2024) / 2 / 28;
constexpr uint64_t kDays = 4;
constexpr uint64_t kBlock = 4096;       // lines that share connections
constexpr uint64_t kConnections = 683;  // about six requests each

}  // namespace

int StatusOf(Random& random) {
  constexpr std::array kRare = {301, 404, 404, 404, 403, 500, 502, 503, 460, 400};
  const uint64_t drawn = random.Below(200 + kRare.size());
  return drawn < 180 ? 200 : drawn < 200 ? 304 : kRare[drawn - 200];
}

const char* VerbOf(Random& random) {
  const uint64_t drawn = random.Below(100);
  return drawn < 80 ? "GET" : drawn < 92 ? "POST" : drawn < 95 ? "PUT" : drawn < 97 ? "HEAD" : drawn < 99 ? "OPTIONS" : "DELETE";
}

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

std::string Characters(Random& random, std::string_view of, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += random.Pick(of);
  return text;
}

Delivered DeliveredAs(uint64_t object, uint64_t producers, std::chrono::minutes window, uint64_t windows_a_day) {
  const uint64_t turn = object / producers;
  // A window that ends at midnight lies in the folder of the next day: the folder's date is not always that of the rows.
  const auto number = (turn / kDays + object) % windows_a_day;
  return {object % producers, kFirstDay + std::chrono::days(turn % kDays + 1) - number * window};
}

Time Window::At(uint64_t before, Random& random) const {
  const double moved = static_cast<double>(before) + random.Part() * static_cast<double>(least_line);
  const double part = moved / static_cast<double>(std::max(bytes, least_line));
  return begin + std::min(microseconds(static_cast<int64_t>(part * static_cast<double>(length.count()))), length - microseconds(1));
}

const Connection& Connections::Of(uint64_t number, Random& random) {
  const uint64_t block = number / kBlock;
  if (connections_.empty() || block != block_) {
    connections_.clear();
    for (uint64_t i = 0; i < kConnections; ++i) connections_.emplace_back(front_, Random("alb connection", {seed_, object_, block, i}));
    block_ = block;
  }
  return random.Pick(connections_);
}

std::pair<std::string_view, std::string_view> SplitPort(std::string_view address) {
  const size_t colon = address.rfind(':');
  return {address.substr(0, colon), address.substr(colon + 1)};
}

}  // namespace weir::generate
