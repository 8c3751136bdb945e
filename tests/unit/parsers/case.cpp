#include "case.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace weir::parsers::test {
namespace {

bool IsName(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos;
}

// Where the next column begins after two spaces, or the end.
size_t NextColumn(std::string_view line, size_t from) {
  for (size_t at = line.find("  ", from); at != std::string_view::npos; at = line.find("  ", at + 1)) {
    const size_t equals = line.find('=', at);
    if (equals != std::string_view::npos && IsName(line.substr(at + 2, equals - at - 2))) return at;
  }
  return line.size();
}

Expected ReadExpected(std::string_view line, const std::string& where) {
  Expected expected;
  if (line.starts_with("rejected: ")) {
    expected.rejected = line.substr(10);
    return expected;
  }
  if (line.starts_with("dropped: ")) {
    expected.dropped = line.substr(9);
    return expected;
  }
  for (size_t at = 0; at < line.size();) {
    const size_t end = NextColumn(line, at);
    const std::string_view pair = line.substr(at, end - at);
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos || !IsName(pair.substr(0, equals)))
      throw std::runtime_error(where + ": not column=value: " + std::string(pair));
    const std::string value(pair.substr(equals + 1));
    expected.values.emplace_back(pair.substr(0, equals), value == "null" ? std::nullopt : std::optional(value));
    at = std::min(end + 2, line.size());
  }
  return expected;
}

void ReadFile(const std::filesystem::path& path, std::vector<Case>& cases) {
  std::ifstream file(path, std::ios::binary);
  std::string line, line_end;
  enum { Before, Records, Rows } part = Before;
  for (size_t number = 1; std::getline(file, line); ++number) {
    const std::string where = path.filename().string() + ":" + std::to_string(number);
    if (line.starts_with("# name: ")) {
      cases.push_back({line.substr(8), where, {}, {}, {}, {}});
      line_end.clear();
      part = Records;
    } else if (part == Before || (part == Rows && line.empty())) {
      continue;  // what the file says about itself, and the space between cases
    } else if (part == Records && line.starts_with("# options: ")) {
      cases.back().options = line.substr(11);
    } else if (part == Records && line.starts_with("# head: ")) {
      cases.back().head += line.substr(8) + "\n";
    } else if (part == Records && line == "# line end: \\r") {
      line_end = "\r";
    } else if (part == Records && line == "----") {
      part = Rows;
    } else if (part == Records) {
      cases.back().records.push_back(line + line_end);
    } else {
      cases.back().expected.push_back(ReadExpected(line, where));
    }
  }
}

}  // namespace

std::vector<Case> ReadCases(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Case> cases;
  for (const auto& file : files) ReadFile(file, cases);
  for (const Case& one : cases)
    if (one.records.size() != one.expected.size()) throw std::runtime_error(one.where + ": as many expected lines as records are needed");
  return cases;
}

}  // namespace weir::parsers::test
