#include "declared.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "escape.hpp"
#include "time_pattern.hpp"

namespace weir::parsers {
namespace {

struct TypeName {
  std::string_view name;
  Kind kind;
};
constexpr TypeName kTypes[] = {
    {"text", Kind::Text}, {"integer", Kind::Integer}, {"number", Kind::Double}, {"boolean", Kind::Bool}, {"timestamp", Kind::Timestamp},
};
constexpr std::string_view kJson = "json", kFrom = "from";

std::string TypesOf(Values values) {
  std::string names;
  for (const TypeName& type : kTypes) names += std::string(type.name) + ", ";
  return names + (values == Values::Json ? "timestamp(PATTERN) or json" : "or timestamp(PATTERN)");
}

// Reads one entry from its front to its end.
class Entry {
 public:
  Entry(std::string_view text, Values values) : text_(text), values_(values) {}

  Status Read(Declared& out) {
    SkipSpaces();
    const size_t name = at_;
    if (Status status = ReadKey("a column's name", out.name); !status.ok()) return status;
    if (!AtWordEnd()) return Expected("a space after the column's name");
    if (values_ == Values::Json) out.path = text_.substr(name, at_ - name);
    SkipSpaces();
    if (!AtEnd() && Word() != kFrom) {
      if (Status status = ReadType(out); !status.ok()) return status;
      SkipSpaces();
    }
    const bool has_path = values_ == Values::Json && Word() == kFrom;
    if (has_path) {
      at_ += kFrom.size();
      SkipSpaces();
      const size_t path = at_;
      std::vector<PathStep> steps;
      if (Status status = ReadPath(steps); !status.ok()) return status;
      out.path = text_.substr(path, at_ - path);
      SkipSpaces();
    }
    if (AtEnd()) return {};
    return Expected(values_ == Values::Json && !has_path ? "`from` and a path, or the end" : "the end");
  }

  Status ReadPath(std::vector<PathStep>& path) {
    do {
      if (Status status = ReadKey("a key", path.emplace_back().key); !status.ok()) return status;
      while (Takes('['))
        if (Status status = ReadIndex(path.emplace_back().index); !status.ok()) return status;
    } while (Takes('.'));
    return AtWordEnd() ? Status() : Expected("`.` and a key, or `[` and a place in a list");
  }

 private:
  bool AtEnd() const { return at_ == text_.size(); }
  bool AtWordEnd() const { return AtEnd() || text_[at_] == ' '; }
  bool Takes(char c) {
    if (AtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void SkipSpaces() {
    while (Takes(' ')) {
    }
  }
  std::string_view Word() const { return text_.substr(at_, text_.find(' ', at_) - at_); }

  Status Expected(const std::string& what) const {
    return Status::Config("at byte " + std::to_string(at_) + ": expected " + what + (AtEnd() ? ", and it ends" : ", not " + Quote(Word())));
  }

  Status ReadKey(const char* what, std::string& key) {
    if (Takes('\'')) {
      const size_t opened = at_ - 1;
      for (;;) {
        const size_t end = text_.find('\'', at_);
        if (end == text_.npos) return Status::Config("at byte " + std::to_string(opened) + ": the quote that opens here is never closed");
        key += text_.substr(at_, end - at_);
        at_ = end + 1;
        if (!Takes('\'')) return key.empty() ? Expected(std::string(what) + " that is not empty") : Status();
        key += '\'';
      }
    }
    const size_t end = std::min(text_.find_first_of(" .[]'", at_), text_.size());
    if (end == at_) return Expected(what);
    key = text_.substr(at_, end - at_);
    at_ = end;
    return {};
  }

  Status ReadType(Declared& out) {
    const std::string_view word = text_.substr(at_, std::min(text_.find_first_of(" (", at_), text_.size()) - at_);
    if (word == kJson && values_ == Values::Json) {
      out.json = true;
    } else {
      const auto* const type = std::ranges::find(kTypes, word, &TypeName::name);
      if (type == std::end(kTypes)) return Expected("a type (" + TypesOf(values_) + ")");
      out.kind = type->kind;
    }
    at_ += word.size();
    if (out.kind == Kind::Timestamp && Takes('('))
      if (Status status = ReadTime(out.time); !status.ok()) return status;
    return AtWordEnd() ? Status() : Expected("a space after the type");
  }

  // After the bracket; the pattern may have brackets in pairs.
  Status ReadTime(std::string& pattern) {
    const size_t begins = at_;
    size_t depth = 1;
    for (; !AtEnd(); ++at_) {
      depth += text_[at_] == '(' ? 1 : 0;
      if (text_[at_] == ')' && --depth == 0) break;
    }
    if (AtEnd()) return Expected("`)` after the time's pattern");
    pattern = text_.substr(begins, at_++ - begins);
    std::string error = "it is empty";
    if (!pattern.empty() && TimePattern::Compile(pattern, 0, error)) return {};
    return Status::Config("at byte " + std::to_string(begins) + ": " + Quote(pattern) + " is no pattern of a time: " + error);
  }

  Status ReadIndex(int64_t& index) {
    const char* const begins = text_.data() + at_;
    const auto [end, error] = std::from_chars(begins, text_.data() + text_.size(), index);
    if (error != std::errc() || index < 0) return Expected("a place in a list, counted from 0");
    at_ += static_cast<size_t>(end - begins);
    return Takes(']') ? Status() : Expected("`]` after the place in a list");
  }

  std::string_view text_;
  Values values_;
  size_t at_ = 0;
};

}  // namespace

Result<std::vector<Declared>> ReadDeclared(std::span<const std::string> entries, Values values) {
  std::vector<Declared> all;
  bool has_time = false;
  for (const std::string& entry : entries) {
    const std::string where = "column " + std::to_string(all.size() + 1) + ", " + Quote(entry);
    Declared declared;
    if (Status status = Entry(entry, values).Read(declared); !status.ok()) return std::move(status).Annotate(where);
    if (std::ranges::find(all, declared.name, &Declared::name) != all.end())
      return Status::Config(where + ": a column before it has that name");
    declared.is_row_time = declared.kind == Kind::Timestamp && !std::exchange(has_time, has_time || declared.kind == Kind::Timestamp);
    all.push_back(std::move(declared));
  }
  return all;
}

Result<std::vector<PathStep>> ReadPath(std::string_view path) {
  std::vector<PathStep> steps;
  Entry entry(path, Values::Json);
  if (Status status = entry.ReadPath(steps); !status.ok()) return status;
  return steps;
}

Column ColumnOf(const Declared& declared, uint32_t field) {
  return {.name = declared.name.c_str(),
          .field = field,
          .kind = declared.kind,
          .missing = Missing::None,
          .is_time = declared.is_row_time,
          .time = declared.time.empty() ? nullptr : declared.time.c_str(),
          .escaped = !declared.json,
          .path = declared.path.empty() ? nullptr : declared.path.c_str()};
}

}  // namespace weir::parsers
