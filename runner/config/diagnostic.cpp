#include "config/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "config/display.hpp"

namespace weir::config {
namespace {

// Nobody reads more; a file of junk would fill the terminal.
constexpr size_t kMostShown = 50;
// A file can make as many errors as it has bytes; past this they are only counted.
constexpr size_t kMostKept = 1000;
// What is shown of a long line, in bytes before and behind the place.
constexpr size_t kBefore = 60, kBehind = 120;

struct Colours {
  std::string_view error, warning, frame, bold, none;
};
constexpr Colours kColoured{"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"};
constexpr Colours kPlain{"", "", "", "", ""};

// Moves a cut so that it does not split a UTF-8 character.
size_t AtCharacter(std::string_view line, size_t cut) {
  while (cut > 0 && cut < line.size() && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
  return cut;
}

// A line of the file with the carets under it.
struct Excerpt {
  std::string line;
  std::string carets;
};

Excerpt Cut(std::string_view line, const Location& at) {
  const size_t from = std::min(static_cast<size_t>(at.column) - 1, line.size());
  const size_t to = std::min(from + static_cast<size_t>(at.width), line.size());
  const size_t left = from > 2 * kBefore ? AtCharacter(line, from - kBefore) : 0;
  const size_t right = AtCharacter(line, std::min(line.size(), from + kBehind));
  const std::string_view lead = left > 0 ? "..." : "";
  const Shown before = Show(line.substr(left, from - left));
  const Shown marked = Show(line.substr(from, std::min(to, right) - from));
  const Shown behind = Show(right > to ? line.substr(to, right - to) : std::string_view());
  Excerpt excerpt;
  excerpt.line = fmt::format("{}{}{}{}{}", lead, before.text, marked.text, behind.text, right < line.size() ? "..." : "");
  excerpt.carets = std::string(lead.size() + before.cells, ' ') + std::string(std::max<size_t>(marked.cells, 1), '^');
  return excerpt;
}

// Columns are shown in characters, as editors count them.
size_t ShownColumn(std::string_view line, int column) {
  const std::string_view before = line.substr(0, std::min(static_cast<size_t>(column) - 1, line.size()));
  return 1 + static_cast<size_t>(std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void Append(std::string& out, const Diagnostic& one, const std::string& path, const Lines& lines, const Colours& colour) {
  const bool is_error = one.severity == Severity::Error;
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{}{}{}{}: {}{}\n", is_error ? colour.error : colour.warning, is_error ? "error" : "warning", colour.none, colour.bold,
                 Show(one.message).text, colour.none);
  const std::string number = one.at.known() ? std::to_string(one.at.line) : "";
  const std::string pad(std::max<size_t>(number.size(), 1), ' ');
  if (one.at.known()) {
    const std::string_view line = lines.Line(one.at.line);
    const Excerpt excerpt = Cut(line, one.at);
    fmt::format_to(to, "{}{}-->{} {}:{}:{}\n", pad, colour.frame, colour.none, path, one.at.line, ShownColumn(line, one.at.column));
    fmt::format_to(to, "{}{} |{}\n", pad, colour.frame, colour.none);
    fmt::format_to(to, "{}{} |{} {}\n", colour.frame, number, colour.none, excerpt.line);
    fmt::format_to(to, "{}{} |{} {}{}{}{}{}\n", pad, colour.frame, colour.none, is_error ? colour.error : colour.warning, excerpt.carets,
                   one.label.empty() ? "" : " ", Show(one.label).text, colour.none);
  } else {
    fmt::format_to(to, "{}{}-->{} {}\n", pad, colour.frame, colour.none, path);
    if (!one.label.empty()) fmt::format_to(to, "{}{} ={} {}\n", pad, colour.frame, colour.none, Show(one.label).text);
  }
  if (!one.help.empty()) fmt::format_to(to, "{}{} ={} help: {}\n", pad, colour.frame, colour.none, Show(one.help).text);
}

auto Order(const Diagnostic& one) { return std::tie(one.at, one.severity, one.message, one.label, one.help); }

}  // namespace

Diagnostics::Diagnostics(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  if (text_.starts_with("\xef\xbb\xbf")) text_.erase(0, 3);
}

void Diagnostics::Error(Location at, std::string message, std::string label, std::string help) {
  Add({at, Severity::Error, std::move(message), std::move(label), std::move(help)});
}

void Diagnostics::Warn(Location at, std::string message, std::string label, std::string help) {
  Add({at, Severity::Warning, std::move(message), std::move(label), std::move(help)});
}

void Diagnostics::Add(Diagnostic diagnostic) {
  if (found_.size() >= kMostKept && (diagnostic.severity == Severity::Warning || errors_ > 0)) return;
  const auto place = std::ranges::lower_bound(found_, Order(diagnostic), {}, Order);
  if (place != found_.end() && Order(*place) == Order(diagnostic)) return;
  if (diagnostic.severity == Severity::Error) ++errors_;
  found_.insert(place, std::move(diagnostic));
}

std::string Diagnostics::Render(bool colour) const {
  std::string out;
  const Lines lines(text_);
  const size_t shown = std::min(found_.size(), kMostShown);
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) out += '\n';
    Append(out, found_[i], path_, lines, colour ? kColoured : kPlain);
  }
  if (shown < found_.size())
    fmt::format_to(std::back_inserter(out), "\n... and {}{} more\n", found_.size() >= kMostKept ? "at least " : "", found_.size() - shown);
  return out;
}

}  // namespace weir::config
