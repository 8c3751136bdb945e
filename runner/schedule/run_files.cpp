#include "schedule/run_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace weir::schedule {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kKeptLogs = 100;
constexpr uintmax_t kLongestCopy = 64 << 20;

}  // namespace

Status RunFiles::Make() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  return error ? Status::Fatal(fmt::format("create {}: {}", folder_, error.message())) : Status();
}

std::string RunFiles::LogOf(const LogName& name) const { return fmt::format("{}/{}-{}.log", folder_, name.occurrence, name.attempt); }
std::string RunFiles::SummaryOf(const LogName& name) const { return fmt::format("{}/{}-{}.json", folder_, name.occurrence, name.attempt); }

std::vector<LogName> RunFiles::Logs() const {
  std::vector<LogName> logs;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    LogName name;
    int length = 0;
    const std::string file = entry.path().filename().string();
    if (std::sscanf(file.c_str(), "%ld-%ld.log%n", &name.occurrence, &name.attempt, &length) == 2 &&
        static_cast<size_t>(length) == file.size())
      logs.push_back(name);
  }
  std::ranges::sort(logs);
  return logs;
}

std::vector<LogName> RunFiles::LogsOf(int64_t occurrence) const {
  std::vector<LogName> logs = Logs();
  std::erase_if(logs, [&](const LogName& log) { return log.occurrence != occurrence; });
  return logs;
}

std::optional<int> RunFiles::ExitIn(const LogName& name) const {
  std::ifstream file(SummaryOf(name));
  const nlohmann::json summary = nlohmann::json::parse(file, nullptr, false);
  if (!summary.is_object() || !summary.contains("exit") || !summary["exit"].is_number_integer()) return std::nullopt;
  return summary["exit"].get<int>();
}

void RunFiles::DropSummary(const LogName& name) const {
  std::error_code ignored;
  fs::remove(SummaryOf(name), ignored);
}

std::vector<LogName> RunFiles::DropOldLogs(int64_t newest) const {
  std::vector<LogName> dropped;
  std::error_code ignored;
  for (const LogName& log : Logs())
    if (log.occurrence <= newest - kKeptLogs && fs::remove(LogOf(log), ignored)) dropped.push_back(log);
  return dropped;
}

Result<std::string> ReadLog(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (!file || error) return Status::Fatal(fmt::format("read {}: {}", path, error ? error.message() : std::strerror(errno)));
  std::string text;
  if (size > kLongestCopy) {
    text = fmt::format("(the first {} bytes of this log are only in {})\n", size - kLongestCopy, path);
    file.seekg(static_cast<std::streamoff>(size - kLongestCopy));
  }
  const size_t begin = text.size();
  text.resize(begin + std::min(size, kLongestCopy));
  file.read(text.data() + begin, static_cast<std::streamsize>(text.size() - begin));
  text.resize(begin + static_cast<size_t>(file.gcount()));
  return text;
}

}  // namespace weir::schedule
