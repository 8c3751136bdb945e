#include "observe/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>

#include "observe/text.hpp"

namespace weir::observe {
namespace {

using std::chrono::steady_clock;

constexpr auto kTerminalEvery = std::chrono::milliseconds(250);
constexpr auto kPlainEvery = std::chrono::seconds(10);

}  // namespace

ProgressStyle StyleOf(const std::string& wish) {
  if (wish == "none") return ProgressStyle::None;
  if (wish == "plain") return ProgressStyle::Plain;
  return ::isatty(STDERR_FILENO) != 0 ? ProgressStyle::Terminal : ProgressStyle::Plain;
}

Progress::Progress(const graph::Totals& totals, ProgressStyle style) : totals_(totals), style_(style) {
  if (style_ != ProgressStyle::None) thread_ = std::jthread([this](std::stop_token stop) { Show(std::move(stop)); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  if (style_ == ProgressStyle::Terminal) fmt::print(stderr, "\r\033[K");
}

void Progress::Show(std::stop_token stop) {
  const std::chrono::nanoseconds every = style_ == ProgressStyle::Terminal ? std::chrono::nanoseconds(kTerminalEvery) : kPlainEvery;
  std::mutex mutex;
  std::condition_variable_any wake;
  uint64_t bytes = 0, rows = 0;
  auto since = steady_clock::now();
  for (;;) {
    std::unique_lock lock(mutex);
    if (wake.wait_for(lock, stop, every, [&] { return stop.stop_requested(); }) || stop.stop_requested()) return;
    const auto now = steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - std::exchange(since, now)).count();
    const uint64_t all_bytes = totals_.bytes, all_rows = totals_.rows;
    const auto bytes_rate = static_cast<uint64_t>(static_cast<double>(all_bytes - std::exchange(bytes, all_bytes)) / seconds);
    const auto rows_rate = static_cast<uint64_t>(static_cast<double>(all_rows - std::exchange(rows, all_rows)) / seconds);
    const std::string line =
        fmt::format("{} of {} objects   {} of content   {}/s   {} rows   {} rows/s", Grouped(totals_.splits_done),
                    Grouped(totals_.splits_found), Size(all_bytes), Size(bytes_rate), Grouped(all_rows), Grouped(rows_rate));
    if (style_ == ProgressStyle::Terminal)
      fmt::print(stderr, "\r\033[K{}", line);
    else
      fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
  }
}

}  // namespace weir::observe
