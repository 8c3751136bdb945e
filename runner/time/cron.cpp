#include "time/cron.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "config/guess.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

// Longer than from one 29 February to the next around a year 2100.
constexpr days kSearched{3660};

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Kind {
  std::string_view name;
  unsigned low, high;
  const std::string_view* names = nullptr;
  unsigned n_names = 0;
};
// Sunday is 0 and 7.
constexpr std::array<Kind, 5> kKinds{{{"a minute", 0, 59},
                                      {"an hour", 0, 23},
                                      {"a day of the month", 1, 31},
                                      {"a month", 1, 12, kMonths.data(), kMonths.size()},
                                      {"a day of the week", 0, 7, kWeekdays.data(), kWeekdays.size()}}};

struct Nickname {
  std::string_view name, means;
};
constexpr std::array<Nickname, 7> kNicknames{{{"@yearly", "0 0 1 1 *"},
                                              {"@annually", "0 0 1 1 *"},
                                              {"@monthly", "0 0 1 * *"},
                                              {"@weekly", "0 0 * * 0"},
                                              {"@daily", "0 0 * * *"},
                                              {"@midnight", "0 0 * * *"},
                                              {"@hourly", "0 * * * *"}}};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

// A part of the text, and where it stands.
struct Piece {
  std::string_view text;
  size_t at = 0;

  Fault Wrong(std::string message) const { return {std::move(message), at, at + text.size()}; }
  // What stands before the first `sign`, and what behind it, if it is there.
  std::pair<Piece, std::optional<Piece>> CutAt(char sign) const {
    const size_t found = text.find(sign);
    if (found == std::string_view::npos) return {*this, std::nullopt};
    return {{text.substr(0, found), at}, Piece{text.substr(found + 1), at + found + 1}};
  }
};

std::vector<Piece> Fields(std::string_view text) {
  std::vector<Piece> fields;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && is_space(text[at]) == is_space(text[begin])) ++at;
    if (!is_space(text[begin])) fields.push_back({text.substr(begin, at - begin), begin});
  }
  return fields;
}

Reading<unsigned> Number(const Piece& piece, const Kind& kind) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(piece.text.data(), piece.text.data() + piece.text.size(), number);
  const bool is_number = !piece.text.empty() && error == std::errc() && end == piece.text.data() + piece.text.size();
  if (is_number && number >= kind.low && number <= kind.high) return number;
  if (is_number) return piece.Wrong(fmt::format("{} is {} to {}", kind.name, kind.low, kind.high));
  const std::string name = Lower(piece.text);
  for (unsigned i = 0; i < kind.n_names; ++i)
    if (name == kind.names[i]) return i + kind.low;
  const std::string or_names =
      kind.n_names == 0 ? ""
                        : fmt::format(", or {} to {}", kind.names[kind.low == 0 ? 1 : 0], kind.names[kind.low == 0 ? 0 : kind.n_names - 1]);
  return Fault{fmt::format("expected {}: {} to {}{}, `*`, or a list, range or step of them", kind.name, kind.low, kind.high, or_names),
               piece.at, piece.at + std::max<size_t>(piece.text.size(), 1)};
}

// "*", "5", "1-5", "*/15", "10-50/20".
Reading<uint64_t> Element(const Piece& piece, const Kind& kind) {
  const auto [span, step_text] = piece.CutAt('/');
  const auto [first, last] = span.CutAt('-');
  unsigned from = kind.low, to = kind.high, step = 1;
  if (span.text != "*") {
    const Reading<unsigned> low = Number(first, kind);
    if (!low.ok()) return low.fault();
    from = to = *low;
    if (last) {
      const Reading<unsigned> high = Number(*last, kind);
      if (!high.ok()) return high.fault();
      to = *high;
    }
    if (to < from) return span.Wrong("this range runs backwards: write it as two, with a comma between them");
    if (step_text && !last)
      return piece.Wrong(fmt::format("a step goes with * or a range: {}-{}/{}", first.text, kind.high, step_text->text));
  }
  if (step_text) {
    const auto [end, error] = std::from_chars(step_text->text.data(), step_text->text.data() + step_text->text.size(), step);
    if (step_text->text.empty() || error != std::errc() || end != step_text->text.data() + step_text->text.size() || step == 0)
      return piece.Wrong("a step is a number from 1 on");
  }
  uint64_t bits = 0;
  for (uint64_t value = from; value <= to; value += step) bits |= uint64_t{1} << value;
  return bits;
}

Reading<Cron::Field> ParseField(const Piece& piece, const Kind& kind) {
  Cron::Field field{0, piece.text.starts_with('*')};
  for (std::optional<Piece> rest = piece; rest;) {
    const auto [element, behind] = rest->CutAt(',');
    const Reading<uint64_t> bits = Element(element, kind);
    if (!bits.ok()) return bits.fault();
    field.bits |= *bits;
    rest = behind;
  }
  return field;
}

Reading<std::string_view> Meaning(std::string_view nickname) {
  std::vector<std::string> known;
  for (const Nickname& one : kNicknames) {
    if (Lower(nickname) == one.name) return one.means;
    known.emplace_back(one.name);
  }
  if (Lower(nickname) == "@reboot") return Fault{"a schedule knows of no boot: write when it is due"};
  const auto guess = config::Guess(std::string(nickname), known);
  return Fault{guess ? fmt::format("did you mean {}?", *guess) : fmt::format("expected one of {}", fmt::join(known, ", "))};
}

}  // namespace

Reading<Cron> Cron::Parse(std::string_view text) {
  std::vector<Piece> pieces = Fields(text);
  if (pieces.size() == 1 && pieces[0].text.starts_with('@')) {
    const Reading<std::string_view> means = Meaning(pieces[0].text);
    return means.ok() ? Parse(*means) : means.fault();
  }
  if (pieces.size() != kKinds.size())
    return Fault{
        fmt::format("expected five fields, minute, hour, day of the month, month and day of the week, or a word such as @hourly; found {}",
                    pieces.size())};
  Cron cron;
  const std::array<Field*, 5> fields{&cron.minutes_, &cron.hours_, &cron.days_, &cron.months_, &cron.weekdays_};
  for (size_t i = 0; i < fields.size(); ++i) {
    const Reading<Field> field = ParseField(pieces[i], kKinds[i]);
    if (!field.ok()) return field.fault();
    *fields[i] = *field;
  }
  uint64_t& weekdays = cron.weekdays_.bits;
  weekdays = (weekdays | weekdays >> 7) & 0x7f;
  return cron;
}

bool Cron::HasDay(local_days day) const {
  const year_month_day date(day);
  if (!months_.has(static_cast<unsigned>(date.month()))) return false;
  const bool in_month = days_.has(static_cast<unsigned>(date.day())), in_week = weekdays_.has(weekday(day).c_encoding());
  return takes_either_day() ? in_month || in_week : in_month && in_week;
}

std::optional<sys_seconds> Cron::NextOnDay(local_days day, sys_seconds after, const Zone& zone) const {
  if (!minutes_.star && !hours_.star) {
    for (unsigned hour = 0; hour < 24; ++hour)
      for (unsigned minute = 0; minute < 60 && hours_.has(hour); ++minute) {
        if (!minutes_.has(minute)) continue;
        const auto instants = zone.At(day + std::chrono::hours(hour) + std::chrono::minutes(minute));
        if (instants && instants->first > after) return instants->first;
      }
    return std::nullopt;
  }
  const auto begin = zone.At(day), end = zone.At(day + std::chrono::days(1));
  if (!begin || !end) return std::nullopt;
  for (sys_seconds at = std::max(begin->first, ceil<std::chrono::minutes>(after + seconds(1)).time_since_epoch() + sys_seconds());
       at < end->first; at += std::chrono::minutes(1)) {
    const auto offset = zone.OffsetAt(at);
    if (!offset) return std::nullopt;
    const hh_mm_ss clock(at + *offset - floor<std::chrono::days>(at + *offset));
    if (hours_.has(static_cast<unsigned>(clock.hours().count())) && minutes_.has(static_cast<unsigned>(clock.minutes().count()))) return at;
  }
  return std::nullopt;
}

std::optional<sys_seconds> Cron::Next(sys_seconds after, const Zone& zone) const {
  const auto offset = zone.OffsetAt(after);
  if (!offset) return std::nullopt;
  // A day earlier too: where clocks go back over midnight the days meet twice.
  const local_days first = floor<std::chrono::days>(local_seconds((after + *offset).time_since_epoch())) - std::chrono::days(1);
  for (local_days day = first; day < first + kSearched; day += std::chrono::days(1))
    if (HasDay(day))
      if (const auto next = NextOnDay(day, after, zone)) return next;
  return std::nullopt;
}

}  // namespace weir::time
