#include "aws/config_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace weir::aws {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view Trimmed(std::string_view text) {
  const size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
}

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

// A comment behind a value begins with a blank, so that values may hold `#` and `;`.
std::string_view WithoutComment(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i)
    if ((text[i] == '#' || text[i] == ';') && IsBlank(text[i - 1])) return text.substr(0, i);
  return text.starts_with('#') || text.starts_with(';') ? std::string_view() : text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

struct NameAndValue {
  std::string name;
  std::string_view value;
};

std::optional<NameAndValue> Split(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  NameAndValue split{Lower(Trimmed(line.substr(0, equals))), Trimmed(WithoutComment(line.substr(equals + 1)))};
  if (split.name.empty()) return std::nullopt;
  return split;
}

class Lines {
 public:
  Lines(const std::string& file, const std::function<void(ConfigSetting)>& found) : file_(file), found_(found) {}

  Status Take(std::string_view line) {
    ++number_;
    if (line.find('\0') != std::string_view::npos) return Wrong("a NUL byte; is it a text file?");
    const std::string_view text = Trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') return {};
    if (IsBlank(line.front())) return TakeIndented(text);
    Flush();
    if (text.front() == '[') return TakeSection(text);
    if (!section_) return Wrong("a setting before the first [section]");
    const auto split = Split(text);
    if (!split) return Wrong("neither a [section] nor a setting (name = value)");
    setting_ = ConfigSetting{*section_, split->name, std::string(split->value)};
    return {};
  }

  void Flush() {
    if (setting_) found_(std::move(*setting_));
    setting_.reset();
  }

 private:
  Status Wrong(std::string_view why) const { return Status::Config(fmt::format("{}:{}: {}", file_, number_, why)); }

  Status TakeSection(std::string_view text) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return Wrong("a [section] without its closing bracket");
    const std::string_view behind = Trimmed(text.substr(end + 1));
    if (!behind.empty() && behind.front() != '#' && behind.front() != ';')
      return Wrong("something other than a comment behind a [section]");
    section_ = Trimmed(text.substr(1, end - 1));
    found_({*section_, {}, {}});
    return {};
  }

  // Under a setting without a value a line is a nested setting, under any other it goes on with the value.
  Status TakeIndented(std::string_view text) {
    if (!setting_) return Wrong("an indented line that goes on with nothing; is it a setting that must begin its line?");
    if (!setting_->value.empty()) {
      setting_->value.append("\n").append(text);
      return {};
    }
    const auto split = Split(text);
    if (!split) return Wrong("an indented line under a setting without a value is no setting (name = value)");
    ConfigSetting nested{setting_->section, fmt::format("{}.{}", setting_->name, split->name), std::string(split->value)};
    found_(std::move(nested));
    return {};
  }

  const std::string& file_;
  const std::function<void(ConfigSetting)>& found_;
  size_t number_ = 0;
  std::optional<std::string_view> section_;
  std::optional<ConfigSetting> setting_;  // may go on
};

}  // namespace

Status ReadConfigLines(std::string_view text, const std::string& file, const std::function<void(ConfigSetting)>& found) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Lines lines(file, found);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (Status status = lines.Take(text.substr(0, end)); !status.ok()) return status;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  lines.Flush();
  return {};
}

}  // namespace weir::aws
