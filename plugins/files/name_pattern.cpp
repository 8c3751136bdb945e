#include "files/name_pattern.hpp"

#include <algorithm>

namespace weir::files {
namespace {

struct DateWord {
  std::string_view word;
  size_t digits;
  int least, most;
};
constexpr DateWord kDateWords[] = {{"yyyy", 4, 0, 9999}, {"mm", 2, 1, 12}, {"dd", 2, 1, 31}, {"hh", 2, 0, 23}};

// Where the character at `at` ends: UTF-8 where it is, a single byte where it is not, as file names are bytes.
size_t AfterCharacter(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  if (at + length > text.size()) return at + 1;
  for (size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[at + i]) & 0xc0) != 0x80) return at + 1;
  return at + length;
}

// A stray byte stands for itself above all code points, so that no range of characters takes it.
char32_t CharacterAt(std::string_view text, size_t at, size_t end) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (end - at == 1) return lead < 0x80 ? lead : 0x110000u + lead;
  char32_t code = lead & (0x7fu >> (end - at));
  for (size_t i = at + 1; i < end; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  return code;
}

bool IsColumnName(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::string Between(char open, std::string_view text, char close) {
  std::string out(1, open);
  out.append(text).push_back(close);
  return out;
}
std::string Quoted(std::string_view text) { return Between('`', text, '`'); }
std::string Braced(std::string_view text) { return Between('{', text, '}'); }

}  // namespace

Result<NamePattern::Piece> NamePattern::ParseBraces(std::string_view inside, PatternNames& names) {
  for (size_t part = 0; part < std::size(kDateWords); ++part) {
    if (inside != kDateWords[part].word) continue;
    if (std::exchange(names.date[part], true)) return Status::Config(Braced(inside) + " is there twice");
    return Piece{Piece::kDatePart, {}, false, {}, part};
  }
  if (!IsColumnName(inside)) return Status::Config(Braced(inside) + " names no column: use letters, digits and `_`");
  if (inside == "message") return Status::Config("{message} has the name of the column that holds the record: choose another one");
  if (std::ranges::find(names.columns, inside) != names.columns.end()) return Status::Config(Braced(inside) + " is there twice");
  names.columns.emplace_back(inside);
  return Piece{Piece::kCapture, {}, false, {}, names.columns.size() - 1};
}

Result<NamePattern::Piece> NamePattern::ParseClass(std::string_view inside) {
  Piece piece{Piece::kOneOf, {}};
  size_t at = 0;
  const auto next = [&] {
    const size_t end = AfterCharacter(inside, at);
    const char32_t code = CharacterAt(inside, at, end);
    at = end;
    return code;
  };
  if (inside.starts_with('!') || inside.starts_with('^')) {
    piece.negated = true;
    at = 1;
  }
  while (at < inside.size()) {
    const char32_t from = next();
    const bool is_range = at + 1 < inside.size() && inside[at] == '-';
    if (is_range) ++at;
    const char32_t to = is_range ? next() : from;
    if (to < from) return Status::Config(Between('[', inside, ']') + " has a range that goes backwards");
    piece.ranges.emplace_back(from, to);
  }
  return piece;
}

Result<NamePattern> NamePattern::Parse(std::string_view text, PatternNames& names) {
  NamePattern pattern;
  std::vector<Piece>& pieces = pattern.pieces_;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    Result<Piece> piece = Piece{Piece::kAnyRun, {}};
    size_t end = at + 1;
    if (c == '{') {
      end = text.find('}', at);
      if (end == std::string_view::npos) return Status::Config(Quoted(text) + " has a `{` without its `}`; a brace itself is `[{]`");
      piece = ParseBraces(text.substr(at + 1, end++ - at - 1), names);
    } else if (c == '[') {
      // As in the shell, a `]` right at the start is one of the characters.
      const size_t first = at + 1 + (text.substr(at + 1).starts_with('!') || text.substr(at + 1).starts_with('^') ? 1 : 0);
      end = text.find(']', first + 1);
      if (end == std::string_view::npos) return Status::Config(Quoted(text) + " has a `[` without its `]`; a bracket itself is `[[]`");
      piece = ParseClass(text.substr(at + 1, end++ - at - 1));
    } else if (c == '}' || c == ']') {
      return Status::Config(Quoted(text) + " has a `" + c + "` that closes nothing; the character itself is `[" + c + "]`");
    } else if (c == '?') {
      piece->kind = Piece::kAnyOne;
    } else if (c == '*') {
      if (text.substr(end).starts_with('*'))
        return Status::Config(Quoted(text) + ": `**` stands for folders and must be alone between two slashes");
    } else {
      end = std::min(text.find_first_of("{}[]?*", at), text.size());
      piece = Piece{Piece::kText, std::string(text.substr(at, end - at))};
    }
    if (!piece.ok()) return piece.status();
    if (!pieces.empty() && pieces.back().is_run() && piece->is_run())
      return Status::Config(Quoted(text) + " can't tell where " + (pieces.back().kind == Piece::kCapture ? "a capture" : "`*`") +
                            " ends: put text between it and what follows");
    pieces.push_back(std::move(*piece));
    at = end;
  }
  if (pieces.size() == 1 && pieces[0].kind == Piece::kText) pattern.literal_ = pieces[0].text;
  if (pieces.empty()) pattern.literal_ = "";  // what stands between two slashes of the key a//b
  return pattern;
}

std::vector<NamePattern::Capture> NamePattern::captures() const {
  std::vector<Capture> captures;
  for (const Piece& piece : pieces_)
    if (piece.kind == Piece::kCapture || piece.kind == Piece::kDatePart) captures.push_back({piece.kind == Piece::kDatePart, piece.index});
  return captures;
}

// Where a piece of fixed length ends that begins at `at`, if it is there.
std::optional<size_t> NamePattern::Take(const Piece& piece, std::string_view name, size_t at, Captured& captured) {
  switch (piece.kind) {
    case Piece::kText: return name.substr(at).starts_with(piece.text) ? std::optional(at + piece.text.size()) : std::nullopt;
    case Piece::kAnyOne:
    case Piece::kOneOf: {
      if (at == name.size()) return std::nullopt;
      const size_t end = AfterCharacter(name, at);
      const char32_t code = CharacterAt(name, at, end);
      const bool is_in =
          std::ranges::any_of(piece.ranges, [code](const auto& range) { return code >= range.first && code <= range.second; });
      return piece.kind == Piece::kAnyOne || is_in != piece.negated ? std::optional(end) : std::nullopt;
    }
    case Piece::kDatePart: {
      const DateWord& word = kDateWords[piece.index];
      const std::string_view digits = name.substr(at, word.digits);
      if (digits.size() != word.digits || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
      int value = 0;
      for (const char c : digits) value = value * 10 + (c - '0');
      if (value < word.least || value > word.most) return std::nullopt;
      captured.date[piece.index] = value;
      return IsPossible(captured.date) ? std::optional(at + word.digits) : std::nullopt;
    }
    case Piece::kAnyRun:
    case Piece::kCapture: break;
  }
  return std::nullopt;
}

// Between two runs everything has a length that does not depend on how it was reached, so the earliest place for it leaves the most
// room for the rest, and only the last run ever has to grow: linear in practice, never exponential.
bool NamePattern::Match(std::string_view name, Captured& captured) const {
  if (pieces_.empty()) return name.empty();
  if (name.starts_with('.') && !(pieces_[0].kind == Piece::kText && pieces_[0].text[0] == '.')) return false;
  struct Run {
    size_t piece, begin, end;
    DateParts date;  // as it was in front of it
  };
  std::optional<Run> run;
  size_t piece = 0, at = 0;
  for (;;) {
    if (piece == pieces_.size() && at == name.size()) return true;
    std::optional<size_t> end;
    if (piece < pieces_.size() && !pieces_[piece].is_run()) {
      end = Take(pieces_[piece], name, at, captured);
    } else if (piece < pieces_.size()) {
      const bool is_capture = pieces_[piece].kind == Piece::kCapture;
      if (!is_capture || at < name.size()) {
        end = is_capture ? AfterCharacter(name, at) : at;
        run = Run{piece, at, *end, captured.date};
        if (is_capture) captured.values[pieces_[piece].index] = name.substr(at, *end - at);
      }
    }
    if (!end) {
      if (!run || run->end == name.size()) return false;
      run->end = AfterCharacter(name, run->end);
      piece = run->piece;
      captured.date = run->date;
      if (pieces_[piece].kind == Piece::kCapture) captured.values[pieces_[piece].index] = name.substr(run->begin, run->end - run->begin);
      end = run->end;
    }
    at = *end;
    ++piece;
  }
}

// The beginning that all names of that date have, as far as it can be told.
std::string NamePattern::Bound(const std::optional<DateParts>& date, const DateParts& above) const {
  std::string bound;
  DateParts known = above;
  for (const Piece& piece : pieces_) {
    if (piece.kind == Piece::kText) {
      bound += piece.text;
      continue;
    }
    if (piece.kind != Piece::kDatePart || !date) break;
    // Below another year, another month bounds nothing.
    const auto part = static_cast<ptrdiff_t>(piece.index);
    if (!std::equal(known.begin(), known.begin() + part, date->begin())) break;
    std::string digits = std::to_string((*date)[piece.index]);
    bound.append(kDateWords[piece.index].digits - digits.size(), '0').append(digits);
    known[piece.index] = (*date)[piece.index];
  }
  return bound;
}

store::NameRange NamePattern::RangeIn(const DateWindow& window, const DateParts& above) const {
  store::NameRange range{Bound(std::nullopt, above), Bound(window.first(), above), Bound(window.last(), above)};
  if (!window.last()) range.until.clear();
  // Behind all names that begin like those of the last date.
  if (!range.until.empty()) range.until += '\xff';
  return range;
}

}  // namespace weir::files
