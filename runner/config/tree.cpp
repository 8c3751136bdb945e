#include "config/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iterator>

namespace weir::config {
namespace {

std::string Escaped(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string Key(std::string_view key) {
  const bool bare =
      !key.empty() && std::ranges::all_of(key, [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '_' || c == '-'); });
  return bare ? std::string(key) : Escaped(key);
}

std::string Number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::string text = fmt::format("{}", value);
  // Without a point or an exponent TOML reads an integer.
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

// Headers go two names deep, [sink.lake]; what is below is written inline.
constexpr int kHeaderNames = 2;

bool IsBelow(const Entry& entry, int depth) { return depth < kHeaderNames && entry.value.As<Table>() != nullptr; }

// Values of a table come first, as whatever follows a header belongs to it.
void Append(std::string& out, const std::string& path, const Table& table, int depth) {
  const bool has_values = std::ranges::any_of(table.entries, [depth](const Entry& entry) { return !IsBelow(entry, depth); });
  if (depth > 0 && (has_values || table.empty())) out += (out.empty() ? "[" : "\n[") + path + "]\n";
  for (const Entry& entry : table.entries)
    if (!IsBelow(entry, depth)) out += Key(entry.key) + " = " + Inline(entry.value) + "\n";
  for (const Entry& entry : table.entries)
    if (IsBelow(entry, depth)) Append(out, depth == 0 ? Key(entry.key) : path + "." + Key(entry.key), *entry.value.As<Table>(), depth + 1);
}

}  // namespace

const Entry* Table::Find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

Entry* Table::Find(std::string_view name) {
  const auto found = std::ranges::find(entries, name, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

bool Table::empty() const { return entries.empty(); }

std::optional<Location> Within(const Value& value, size_t begin, size_t end) {
  if (begin == end || !value.verbatim) return std::nullopt;
  return Location{value.at.line, value.at.column + 1 + static_cast<int>(begin), static_cast<int>(end - begin)};
}

std::string_view KindOf(const Value& value) {
  constexpr std::array<std::string_view, 7> kKinds{"a boolean",      "an integer", "a number", "a string",
                                                   "a date or time", "an array",   "a table"};
  return kKinds[value.data.index()];
}

std::string Inline(const Value& value) {
  if (const auto* flag = value.As<bool>()) return *flag ? "true" : "false";
  if (const auto* integer = value.As<int64_t>()) return std::to_string(*integer);
  if (const auto* number = value.As<double>()) return Number(*number);
  if (const auto* text = value.As<std::string>()) return Escaped(value.written.empty() ? *text : value.written);
  if (const auto* time = value.As<DateTime>()) return time->text;
  std::string out;
  if (const auto* array = value.As<Array>()) {
    for (const Value& item : *array) out += (out.empty() ? "" : ", ") + Inline(item);
    return "[" + out + "]";
  }
  for (const Entry& entry : value.As<Table>()->entries) out += (out.empty() ? " " : ", ") + Key(entry.key) + " = " + Inline(entry.value);
  return "{" + out + (out.empty() ? "}" : " }");
}

std::string Canonical(const Table& root) {
  std::string out;
  Append(out, "", root, 0);
  return out;
}

}  // namespace weir::config
