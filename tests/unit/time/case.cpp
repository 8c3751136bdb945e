#include "case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "time/durations.hpp"
#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::time::test {
namespace {

void ReadFile(const std::filesystem::path& path, std::vector<Case>& cases) {
  std::ifstream file(path, std::ios::binary);
  Case about;
  std::vector<Case> block;
  size_t expected = 0;
  bool behind_line = false;
  const auto end_block = [&](const std::string& where) {
    if (expected != block.size()) throw std::runtime_error(where + ": as many expected lines as phrases are needed");
    std::ranges::move(block, std::back_inserter(cases));
    block.clear();
    expected = 0;
    behind_line = false;
  };
  std::string line;
  for (size_t number = 1; std::getline(file, line); ++number) {
    about.where = fmt::format("{}:{}", path.filename().string(), number);
    if (line.empty() || line.starts_with("#")) {
      end_block(about.where);
      if (line.starts_with("# now: ")) about.clock.now_ns = ReadInstant(line.substr(7), {})->ns;
      if (line.starts_with("# zone: ")) about.clock.zone = *Zone::Named(line.substr(8));
      if (line.starts_with("# reads: ")) about.is_duration = line.substr(9) == "durations";
    } else if (line == "----") {
      behind_line = true;
    } else if (!behind_line) {
      block.push_back(about);
      block.back().text = line;
    } else if (expected < block.size()) {
      block[expected++].expected = line;
    } else {
      throw std::runtime_error(about.where + ": no phrase goes with this");
    }
  }
  end_block(about.where);
}

}  // namespace

std::vector<Case> ReadCases() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(WEIR_TEST_CASES "/time")) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Case> cases;
  for (const auto& file : files) ReadFile(file, cases);
  return cases;
}

std::string Written(const Fault& fault, std::string_view text) {
  const size_t end = fault.end > fault.begin ? fault.end : text.size();
  return fmt::format("error at {}-{}: {}", fault.begin + 1, end, fault.message);
}

std::string Seconds(int64_t ns) {
  std::string text = fmt::format("{}.{:09}", ns / 1'000'000'000, ns % 1'000'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string Meaning(const Case& one) {
  if (one.is_duration) {
    const auto duration = ReadDuration(one.text);
    return duration.ok() ? Seconds(*duration) : Written(duration.fault(), one.text);
  }
  const auto instant = ReadInstant(one.text, one.clock);
  return instant.ok() ? Iso(instant->ns, Zone()) : Written(instant.fault(), one.text);
}

}  // namespace weir::time::test
