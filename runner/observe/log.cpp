#include "observe/log.hpp"

#include <fmt/chrono.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

#include "weir/plugin.h"

namespace weir::observe {
namespace {

constexpr uint32_t kLinesPerPeriod = 20;
constexpr std::chrono::seconds kPeriod{10};

spdlog::level::level_enum LevelOf(int32_t level) {
  switch (level) {
    case WEIR_TRACE: return spdlog::level::trace;
    case WEIR_DEBUG: return spdlog::level::debug;
    case WEIR_INFO: return spdlog::level::info;
    case WEIR_WARN: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

// A message may quote hostile bytes; a terminal must not act on them.
std::string Printable(std::string_view message) {
  std::string text;
  for (const char c : message) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      text += c;
  }
  return text;
}

}  // namespace

Log::Log() {
  const bool colour = ::isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(colour ? spdlog::color_mode::always : spdlog::color_mode::never);
  auto logger = std::make_shared<spdlog::logger>("weir", std::move(sink));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
}

Log::~Log() {
  for (const auto& [node, quota] : by_node_)
    if (quota.held_back > 0) spdlog::warn("{}: {} more lines were held back", node, quota.held_back);
}

void Log::Write(int32_t level, std::string_view node, std::string_view message) {
  {
    const std::lock_guard lock(mutex_);
    auto it = by_node_.find(node);
    if (it == by_node_.end()) it = by_node_.emplace(std::string(node), Quota{}).first;
    Quota& quota = it->second;
    const auto now = std::chrono::steady_clock::now();
    if (now - quota.since > kPeriod) {
      quota.since = now;
      quota.lines = 0;
    }
    if (++quota.lines > kLinesPerPeriod) {
      ++quota.held_back;
      return;
    }
  }
  const std::string line = Printable(node.empty() ? std::string(message) : fmt::format("{}: {}", node, message));
  spdlog::log(LevelOf(level), "{}", line);
  const std::lock_guard lock(mutex_);
  kept_.push_back(
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {} {}", fmt::gmtime(std::time(nullptr)), spdlog::level::to_string_view(LevelOf(level)), line));
  if (kept_.size() > kKeptLines) kept_.pop_front();
}

std::string Log::Kept() const {
  const std::lock_guard lock(mutex_);
  return fmt::format("{}", fmt::join(kept_, "\n"));
}

}  // namespace weir::observe
