// What becomes a path or a part of one: values escaped for Hive, templates of the text sink for paths and names, patterns of the files
// source.  Whatever they are, what is rendered stays below its root, and different values stay different.
//
// Input: a time in nanoseconds, a template, a pattern, then values, with form feeds between them.
#include <limits.h>

#include <charconv>

#include "files/date.hpp"
#include "files/path_pattern.hpp"
#include "input.hpp"
#include "store/hive.hpp"
#include "store/place.hpp"
#include "text/name_template.hpp"
#include "text/path_template.hpp"

using namespace weir;

namespace {

int64_t Number(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string Unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    fuzz::Expect(i + 2 < text.size(), "an escape is whole");
    out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

// No part is longer than the system takes, given that the value's own is made shorter.
void ExpectSafe(const std::string& rendered, size_t longest) {
  fuzz::Expect(store::IsBelow(rendered), "what is rendered is below the root");
  for (size_t from = 0; from <= rendered.size();) {
    const size_t to = std::min(rendered.find('/', from), rendered.size());
    fuzz::Expect(to - from <= longest, "no part is too long");
    fuzz::Expect(std::string_view(rendered).substr(from, to - from) != store::kStaging, "no part is the staging folder");
    from = to + 1;
  }
}

void Escape(const std::string& value) {
  const std::string hive = store::EscapeHive(value), text = text::EscapeValue(value);
  fuzz::Expect(Unescaped(hive) == value, "Hive's escapes can be taken back");
  fuzz::Expect(value.empty() || Unescaped(text) == value, "those of the text sink can");
  for (const std::string& escaped : {hive, text})
    for (const char c : escaped) fuzz::Expect(static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '=', "nothing special is left");
  fuzz::Expect(store::IsBelow(store::HiveFolder("column", value) + "x"), "a Hive folder is below the root");
  fuzz::Expect(store::HiveFolder("column", value).size() > 8, "a Hive folder has a value");
}

void Render(std::string_view path, const std::vector<std::string>& values, int64_t time) {
  const Result<text::PathTemplate> parsed = text::PathTemplate::Parse(path);
  if (!parsed.ok()) return;
  if (parsed->pieces.empty()) return;
  std::string rendered;
  size_t next = 0;
  for (const text::Piece& piece : parsed->pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      rendered += *literal;
    else if (const auto* format = std::get_if<text::TimeFormat>(&piece))
      rendered += format->Format(time);
    else
      rendered += text::EscapeValue(values.empty() ? "" : values[next++ % values.size()]);
  }
  const std::string safe = text::MakeSafe(rendered, parsed->longest_part);
  ExpectSafe(safe + (safe.ends_with('/') || safe.empty() ? "x" : ""), parsed->longest_part);
}

// Names of the text sink, by a template and a node that may be anything.
void GiveNames(std::string_view name, const std::vector<std::string>& values, int64_t time) {
  const Result<text::NameTemplate> parsed = text::NameTemplate::Parse(name);
  if (!parsed.ok()) return;
  const text::Namer namer{values.empty() ? "" : values.front(), "0123abcd-0000-4000-8000-000000000000"};
  const text::FilePlace place{static_cast<uint64_t>(time), static_cast<uint32_t>(time >> 7), static_cast<uint64_t>(time >> 3)};
  const std::string given = parsed->Render(namer, place) + parsed->suffix;
  fuzz::Expect(store::IsName(given) && given != store::kStaging, "a name is one part of a path");
  fuzz::Expect(given.size() + 10 <= NAME_MAX, "a name leaves room for what is added to it");
  fuzz::Expect(parsed->Render(namer, {place.epoch, place.lane, place.number + 1}) + parsed->suffix != given,
               "no file has the next one's name");
  const auto writer = parsed->ReaderOf(namer, false)(given + ".gz");
  fuzz::Expect(writer && writer->is_ours && writer->epoch == place.epoch, "a name tells who gave it");
}

void Match(std::string_view path, const std::vector<std::string>& names) {
  const Result<files::PathPattern> pattern = files::PathPattern::Parse(path, "/data/../a b/[x]");
  if (!pattern.ok()) return;
  fuzz::Expect(!pattern->parts().empty() && !pattern->parts().back().any_depth, "a pattern ends in a name");
  fuzz::Expect(pattern->root().starts_with('/') || store::IsInBucket(pattern->root()), "its root is absolute");
  for (const files::PathPattern::Part& part : pattern->parts())
    for (const std::string& name : names) {
      if (part.any_depth || name.empty()) continue;
      files::Captured captured;
      captured.values.resize(pattern->columns().size());
      const bool matches = part.name.Match(name, captured);
      if (part.name.literal()) fuzz::Expect(matches == (*part.name.literal() == name), "a literal takes its own name only");
      if (!matches) continue;
      fuzz::Expect(files::IsPossible(captured.date), "no impossible date is taken");
      for (const std::string& value : captured.values) fuzz::Expect(name.find(value) != std::string::npos, "a capture is part of the name");
      const auto span = files::SpanOf(captured.date);
      fuzz::Expect(!span || span->begin < span->end, "a date has a span");
      fuzz::Expect(!span || files::DateWindow({}, {}).Takes(captured.date), "a window without ends takes every date");
      const int64_t oldest = files::OldestRow(captured.date);
      const files::DateWindow window(Instant{oldest}, std::nullopt);
      fuzz::Expect(oldest == INT64_MIN || window.Takes(captured.date), "a file is in the window that begins with its oldest row");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const int64_t time = Number(input.Until('\f'));
  const std::string_view path = input.Until('\f'), pattern = input.Until('\f');
  std::vector<std::string> values;
  while (!input.empty()) values.emplace_back(input.Until('\f'));
  if (!values.empty() && !values.back().empty()) values.emplace_back(values.back().c_str() + 1);
  for (const std::string& value : values) {
    Escape(value);
    const std::string safe = text::MakeSafe(value, 64);
    fuzz::Expect(safe.size() >= std::min<size_t>(value.size(), 1), "something is left of every part");
    const std::string shortened = text::Shorten(text::EscapeValue(value), 64);
    fuzz::Expect(shortened.size() <= 64 && shortened.rfind('%') + 3 <= shortened.size() + 3, "it is as short as it has to be");
    (void)Unescaped(shortened);
  }
  Escape(std::string(path));
  Render(path, values, time);
  GiveNames(path, values, time);
  Match(pattern, values);
  if (const auto absolute = store::Absolute(pattern); absolute.ok()) {
    fuzz::Expect(absolute->starts_with('/') || store::IsInBucket(*absolute), "a place is absolute");
    fuzz::Expect(!absolute->ends_with('/'), "a place has no slash at its end");
    const auto again = store::Absolute(*absolute);
    fuzz::Expect(again.ok() && *again == *absolute, "it stays as it is");
  }
  return 0;
}
