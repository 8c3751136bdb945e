#include "detect/infer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace weir::detect {
namespace {

// Records with more columns have none that anybody would declare: their keys are data.
constexpr size_t kMostColumns = 2000;

// What all values of a column are, from the narrowest on.
enum class Type { Unknown, Boolean, Integer, Number, Timestamp, SpacedTimestamp, Text, Json };

const char* NameOf(Type type) {
  switch (type) {
    case Type::Boolean: return "boolean";
    case Type::Integer: return "integer";
    case Type::Number: return "number";
    case Type::Timestamp: return "timestamp";
    case Type::SpacedTimestamp: return "timestamp(%F %T%f)";
    case Type::Json: return "json";
    case Type::Unknown:
    case Type::Text: return "text";
  }
  return "text";
}

Type Join(Type one, Type other) {
  if (one == other || other == Type::Unknown) return one;
  if (one == Type::Unknown) return other;
  const auto both = [&](Type a, Type b) { return (one == a && other == b) || (one == b && other == a); };
  if (both(Type::Integer, Type::Number)) return Type::Number;
  return one == Type::Json || other == Type::Json ? Type::Json : Type::Text;
}

template <class T>
bool IsNumber(std::string_view text) {
  T value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool Matches(std::string_view text, const re2::RE2& pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

Type TypeOfText(std::string_view text, bool may_be_number) {
  static const re2::RE2 iso(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))");
  static const re2::RE2 spaced(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?)");
  if (Matches(text, iso)) return Type::Timestamp;
  if (Matches(text, spaced)) return Type::SpacedTimestamp;
  if (!may_be_number) return Type::Text;
  if (text.empty()) return Type::Unknown;
  if (text == "true" || text == "false") return Type::Boolean;
  // A leading zero is part of a code, not of a number.
  if (text.size() > 1 && text[0] == '0' && text[1] != '.') return Type::Text;
  if (IsNumber<int64_t>(text)) return Type::Integer;
  if (IsNumber<double>(text) && text.find_first_of("nN") == std::string_view::npos) return Type::Number;
  return Type::Text;
}

Type TypeOfJson(const nlohmann::ordered_json& value) {
  if (value.is_null()) return Type::Unknown;
  if (value.is_boolean()) return Type::Boolean;
  if (value.is_number_integer()) return Type::Integer;
  if (value.is_number()) return Type::Number;
  if (value.is_string()) return TypeOfText(value.get_ref<const std::string&>(), false);
  return Type::Json;
}

struct Guess {
  std::string key;  // as the records have it
  Type type = Type::Unknown;
};

// A name that needs no quotes, and that every catalog takes.
std::string NameFor(std::string_view key, std::set<std::string>& taken) {
  std::string name;
  for (const char c : key) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !name.empty() && name.back() != '_' && !(name.back() >= 'A' && name.back() <= 'Z')) name += '_';
    const bool plain = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  if (name.empty()) name = "column";
  if (name[0] >= '0' && name[0] <= '9') name.insert(0, "_");
  const std::string first = name;
  for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}_{}", first, n);
  return name;
}

std::string Quoted(std::string_view text, char quote, bool doubled) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || (!doubled && c == '\\')) out += doubled ? quote : '\\';
    out += c;
  }
  return out + quote;
}

bool IsPlain(std::string_view key) {
  return !key.empty() && key != "from" && key.find_first_of(" .[]()'\"\\\t\r\n") == std::string_view::npos;
}

std::string Entry(const Guess& guess, const std::string& name, const std::string& key) {
  std::string entry = name;
  if (guess.type != Type::Text && guess.type != Type::Unknown) entry += fmt::format(" {}", NameOf(guess.type));
  if (key != name) entry += " from " + (IsPlain(key) ? key : Quoted(key, '\'', true));
  return Quoted(entry, '"', false);
}

// A line of CSV in its fields; nothing when its quotes are wrong.
std::vector<std::string> Split(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool inside = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && inside && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (c == '"')
      inside = !inside;
    else if (c == separator && !inside)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

}  // namespace

std::vector<std::string> ColumnsOfJson(const std::vector<std::string_view>& records) {
  std::vector<Guess> guesses;
  std::map<std::string, size_t> places;
  for (const std::string_view record : records) {
    const auto value = nlohmann::ordered_json::parse(record, nullptr, false);
    if (!value.is_object()) return {};
    for (const auto& [key, member] : value.items()) {
      const auto [place, is_new] = places.emplace(key, guesses.size());
      if (is_new) guesses.push_back({key});
      Guess& guess = guesses[place->second];
      guess.type = Join(guess.type, TypeOfJson(member));
    }
    if (guesses.size() > kMostColumns) return {};
  }
  std::set<std::string> taken;
  std::vector<std::string> entries;
  for (const Guess& guess : guesses) entries.push_back(Entry(guess, NameFor(guess.key, taken), guess.key));
  if (entries.empty()) return {};
  return {fmt::format("columns = [{}]", fmt::join(entries, ", "))};
}

std::vector<std::string> ColumnsOfCsv(const std::vector<std::string_view>& records) {
  if (records.size() < 2) return {};
  char separator = 0;
  size_t most = 1;
  for (const char candidate : {',', '\t', ';', '|'}) {
    const size_t fields = Split(records[0], candidate).size();
    const auto same = std::ranges::count_if(records, [&](std::string_view line) { return Split(line, candidate).size() == fields; });
    if (fields > most && static_cast<size_t>(same) * 10 >= records.size() * 9) {
      separator = candidate;
      most = fields;
    }
  }
  if (separator == 0 || most > kMostColumns) return {};
  std::vector<Guess> guesses;
  for (std::string& name : Split(records[0], separator)) {
    if (name.empty() || TypeOfText(name, true) != Type::Text) return {};
    guesses.push_back({std::move(name)});
  }
  for (const std::string_view line : std::span(records).subspan(1)) {
    const auto fields = Split(line, separator);
    for (size_t i = 0; i < std::min(fields.size(), guesses.size()); ++i)
      guesses[i].type = Join(guesses[i].type, TypeOfText(fields[i], true));
  }
  std::vector<std::string> entries;
  // The header names the columns, so they keep its names.
  for (const Guess& guess : guesses)
    entries.push_back(Entry(guess, IsPlain(guess.key) ? guess.key : Quoted(guess.key, '\'', true),
                            IsPlain(guess.key) ? guess.key : Quoted(guess.key, '\'', true)));
  std::vector<std::string> lines;
  if (separator != ',') lines.push_back(fmt::format("separator = \"{}\"", separator == '\t' ? "\\t" : std::string(1, separator)));
  lines.push_back(fmt::format("columns = [{}]", fmt::join(entries, ", ")));
  return lines;
}

}  // namespace weir::detect
