#include "frame/json_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "frame/nesting.hpp"

namespace weir::frame {
namespace {

using Next = Place::Next;

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool IsBetween(char c) { return IsBlank(c) || c == '\x1e'; }
bool Opens(char c) { return c == '{' || c == '[' || c == '"'; }
bool EndsScalar(char c) { return IsBetween(c) || Opens(c) || c == ',' || c == ']' || c == '}' || c == ':'; }

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// What begins at a place.
struct Value {
  enum class Is : uint8_t { Whole, Unfinished, Broken, None };
  Is is;
  size_t end = 0;        // Whole: behind it; Broken: the newline
  bool unended = false;  // Whole: it ends where the content does, and might go on
  Nesting nesting{};     // Unfinished: where the content ends
};

// A number, true, false or null; inside an array whatever stands where one does.
Value ScalarAt(const Look& look, size_t at, bool in_array) {
  const std::string_view content = look.content;
  const size_t end =
      static_cast<size_t>(std::find_if(content.begin() + static_cast<ptrdiff_t>(at), content.end(), EndsScalar) - content.begin());
  const std::string_view text = content.substr(at, end - at);
  const bool is_all = end < content.size() || look.ended;
  const bool is_number = text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  const bool is_word = std::ranges::any_of(std::initializer_list<std::string_view>{"true", "false", "null"},
                                           [&](std::string_view word) { return is_all ? text == word : word.starts_with(text); });
  if (text.empty() || (!in_array && !is_number && !is_word)) return {Value::Is::None};
  if (!is_all) return {Value::Is::Unfinished};
  if (!in_array && end < content.size() && !IsBetween(content[end]) && !Opens(content[end])) return {Value::Is::None};
  return {Value::Is::Whole, end, end == content.size()};
}

Value ValueAt(const Look& look, size_t at, bool in_array) {
  if (!Opens(look.content[at])) return ScalarAt(look, at, in_array);
  Nesting nesting;
  const Nesting::Seen seen = nesting.Follow(look.content, at);
  switch (seen.is) {
    case Nesting::Is::Open: return {Value::Is::Unfinished, 0, false, nesting};
    case Nesting::Is::Closed: return {Value::Is::Whole, seen.at};
    case Nesting::Is::Broken: break;
  }
  return {Value::Is::Broken, seen.at};
}

size_t SkipBlanks(std::string_view content, size_t at) {
  while (at < content.size() && IsBlank(content[at])) ++at;
  return at;
}

// Behind the [ of the array under `key` in the object at `at`; nothing when it is not in sight.
std::optional<size_t> ArrayIn(const Look& look, size_t at, std::string_view key) {
  const std::string_view content = look.content;
  for (++at;;) {
    while (at < content.size() && (IsBlank(content[at]) || content[at] == ',')) ++at;
    if (at == content.size() || content[at] != '"') return std::nullopt;
    const Value name = ValueAt(look, at, true);
    if (name.is != Value::Is::Whole) return std::nullopt;
    const bool is_key = content.substr(at + 1, name.end - at - 2) == key;
    at = SkipBlanks(content, name.end);
    if (at == content.size() || content[at] != ':') return std::nullopt;
    at = SkipBlanks(content, at + 1);
    if (at == content.size()) return std::nullopt;
    if (is_key && content[at] == '[') return at + 1;
    const Value value = ValueAt(look, at, true);
    if (value.is != Value::Is::Whole) return std::nullopt;
    at = value.end;
  }
}

Place Inside(const Nesting& nesting, bool in_array) {
  return {.next = Next::Value, .in_array = in_array, .in_string = nesting.in_string, .escaped = nesting.escaped, .left = nesting.open};
}

// Passes over what is left of a value, or of a document behind its array.
// Of the rest of a document: up to a line that begins the next one, when this one lacks its end.  A bracket at the start of a line is
// that, unless it is the value of a key or an element of a list; what tells stays in sight with it.
size_t SightOfDocument(const Look& look) {
  constexpr std::string_view kSpace = " \t\r\n", kLeadsOn = ":,[";
  const std::string_view content = look.content;
  const auto leads_on = [&](size_t at) { return at != std::string_view::npos && kLeadsOn.find(content[at]) != std::string_view::npos; };
  for (size_t at = content.find("\n{"); at != std::string_view::npos; at = content.find("\n{", at + 1))
    if (!leads_on(content.find_last_not_of(kSpace, at))) return at + 1;
  if (look.ended || look.is_long(0)) return content.size();
  const size_t last = content.find_last_not_of(kSpace);
  return leads_on(last) ? last : last + 1;
}

Found PassOver(const Look& look) {
  const std::string_view content = look.content;
  Place place = look.place;
  Found found;
  found.needs_more = true;
  if (place.next == Next::Line || place.next == Next::Bytes) {
    found.end = EndOfLine(content, 0);
    found.place.next = found.end < content.size() ? Next::Record : Next::Line;
  } else if (place.next == Next::Value && place.left == 0 && !place.in_string) {
    found.end = static_cast<size_t>(std::ranges::find_if(content, EndsScalar) - content.begin());
    found.place = {.next = found.end < content.size() ? Next::Record : Next::Value, .in_array = place.in_array};
  } else {
    // A record that got too long may be one that was cut off.  A line that begins with a bracket is then taken for the next one.
    size_t sight = content.size();
    if (place.next == Next::Value && !place.in_array) {
      const size_t next = content.find("\n{");
      if (next != std::string_view::npos)
        sight = next + 1;
      else if (!look.ended && content.ends_with('\n'))
        --sight;
    } else if (place.next == Next::Document) {
      sight = SightOfDocument(look);
    }
    Nesting nesting{place.left, place.in_string, place.escaped};
    const Nesting::Seen seen = nesting.Follow(content.substr(0, sight), 0);
    found.end = seen.at;
    place.in_string = nesting.in_string;
    place.escaped = nesting.escaped;
    place.left = nesting.open;
    found.place = place;
    const bool begins_anew = seen.is == Nesting::Is::Open && sight < content.size() && content[sight] == '{';
    if (seen.is == Nesting::Is::Broken || begins_anew)
      found.place = {};
    else if (seen.is == Nesting::Is::Closed)
      found.place = {.in_array = place.next == Next::Value && place.in_array};
  }
  found.needs_more = found.place.next != Next::Record;
  return found;
}

// What is in sight of a document behind its array, which ended at `at`.
Look Behind(const Look& look, size_t at) {
  return {look.content.substr(at), look.offset + at, {.next = Next::Document, .left = 1}, look.ended, look.limits};
}

// Behind blanks, and in an array behind commas.
size_t SkipBetween(const Look& look, size_t at, bool in_array) {
  const std::string_view content = look.content;
  for (;;) {
    while (at < content.size() && (IsBetween(content[at]) || (in_array && content[at] == ','))) ++at;
    if (in_array || !content.substr(at).starts_with(kByteOrderMark)) return at;
    at += kByteOrderMark.size();
  }
}

// What is rejected at `at`.
Found Reject(const Look& look, size_t at, const Value& value, bool in_array, std::string_view within) {
  const std::string_view content = look.content;
  const auto needs_more = [&] {
    Found found;
    found.end = at;
    found.place.in_array = in_array;
    found.needs_more = true;
    return found;
  };
  if (value.is == Value::Is::Broken)
    return Found::Rejected(at, value.end, {},
                           fmt::format("a string has a newline in it, at byte {}: the record was cut off", look.offset + value.end));
  if (value.is == Value::Is::Unfinished) {
    if (look.ended) {
      Place place = Inside(value.nesting, in_array);
      place.unended = true;
      return Found::Rejected(at, content.size(), place, EndsInside(look));
    }
    if (!look.is_long(at)) return needs_more();
    Nesting nesting;
    if (Opens(content[at])) (void)nesting.Follow(content.substr(0, Found::KeptOf(look, at)), at);
    Found found = Found::TooLong(look, at, Inside(nesting, in_array));
    if (!within.empty() && !in_array) found.rejected = fmt::format("no array `{}` in sight: {}", within, found.rejected);
    return found;
  }
  const size_t end = EndOfLine(content, at);
  const bool ended = end < content.size();
  const std::string why = fmt::format("no JSON value begins at byte {}", look.offset + at);
  if (ended || look.ended) return Found::Rejected(at, end, {.next = ended ? Next::Record : Next::Line, .unended = !ended}, why);
  return look.is_long(at) ? Found::TooLong(look, at, {.next = Next::Line}) : needs_more();
}

}  // namespace

bool JsonValues::EndsRecord(char next) const { return EndsScalar(next); }

Found JsonValues::Cut(const Look& look) const {
  if (look.place.next != Next::Record) return PassOver(look);
  const std::string_view content = look.content;
  Found found;
  found.needs_more = true;
  Place place{.in_array = look.place.in_array && !within_.empty()};
  for (size_t at = 0;;) {
    at = SkipBetween(look, at, place.in_array);
    if (found.records.empty()) {
      found.end = at;
      found.place = place;
    }
    if (at == content.size()) return found;
    if (place.in_array && content[at] == ']') {
      Found rest = PassOver(Behind(look, at + 1));
      rest.end += at + 1;
      // Records end behind the last of them; what a document has behind its array is looked at again with what follows.
      if (rest.needs_more) return found.records.empty() ? rest : found;
      at = rest.end;
      place = rest.place;
      continue;
    }
    if (!within_.empty() && !place.in_array && content[at] == '{') {
      if (const auto array = ArrayIn(look, at, within_)) {
        at = *array;
        place.in_array = true;
        continue;
      }
    }
    const Value value = ValueAt(look, at, place.in_array);
    if (value.is != Value::Is::Whole) {
      if (found.records.empty()) return Reject(look, at, value, place.in_array, within_);
      found.needs_more = value.is == Value::Is::Unfinished;
      return found;
    }
    if (!within_.empty() && !place.in_array) {
      if (found.records.empty()) return Found::Rejected(at, value.end, {}, fmt::format("no array `{}` in this document", within_));
      found.needs_more = false;
      return found;
    }
    found.records.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(value.end)});
    found.end = at = value.end;
    found.place = place;
    found.place.unended = value.unended;
  }
}

}  // namespace weir::frame
