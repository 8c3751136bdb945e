#include "time/moment.hpp"

#include <fmt/format.h>

#include "time/clock_times.hpp"
#include "time/dates.hpp"
#include "time/vocabulary.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

// "now", "this hour", "last minute": what is shorter than a day begins at an instant, whatever the clocks do.
std::optional<int64_t> TakeNow(Reckoning& reckoning) {
  Words& words = reckoning.words;
  if (words.Take("now")) {
    reckoning.uses_now = true;
    return reckoning.now_ns;
  }
  if (!words.IsAny({"this", "last", "next"}) || !words.IsAny({"second", "minute", "hour"}, 1)) return std::nullopt;
  reckoning.uses_now = true;
  const seconds length(words.Is("second", 1) ? 1 : words.Is("minute", 1) ? 60 : 3600);
  const int step = words.Is("this") ? 0 : words.Is("last") ? -1 : 1;
  const auto now = floor<seconds>(sys_time<nanoseconds>(nanoseconds(reckoning.now_ns)));
  const auto local = reckoning.Local(now);
  if (!local) return std::nullopt;
  const seconds into = (*local - floor<days>(*local)) % length;
  words.Skip(2);
  return reckoning.Nanoseconds(now - into + step * length, nanoseconds(0), words.at() - 2, words.at());
}

class MomentReader {
 public:
  explicit MomentReader(Reckoning& reckoning) : reckoning_(reckoning), words_(reckoning.words) {}

  std::optional<int64_t> Take() {
    while (!words_.failed() && !words_.done() && TakeOne())
      if (date_ && words_.Is(",") && words_.at() + 1 < words_.size()) words_.Skip();
    if (words_.failed() || (!date_ && !clock_ && part_ == nullptr)) return std::nullopt;
    return Put();
  }

 private:
  bool TakeOne() {
    const size_t begin = words_.at();
    if (TakePart()) return true;
    if (words_.failed()) return false;
    if (!clock_ && words_.Take("at")) {
      clock_ = TakeClock(words_, true);
      if (!clock_ && !words_.failed()) (void)words_.Fail("a time of day has to follow", begin, begin + 1);
      return clock_.has_value();
    }
    if (!clock_ && date_ && date_->to == begin && words_.IsGlued("t", 0)) {
      words_.Skip();
      clock_ = TakeIsoClock(words_);
      return clock_.has_value();
    }
    if (!clock_ && IsClock(words_)) {
      clock_ = TakeClock(words_, false);
      return clock_.has_value();
    }
    if (!date_) {
      (void)words_.Take("on");
      date_ = TakeDate(reckoning_);
      if (date_) {
        // "tonight" and "last night" are a day and a part of it.
        if (words_.Get(words_.at() - 1).text == "tonight") part_ = FindPartOfDay("night");
        return true;
      }
      words_.Back(begin);
      return false;
    }
    if (date_->without_year && words_.Peek().is_digits(4)) {  // Mon Apr 02 17:00:00 2007
      const month_day day = *date_->without_year;
      const year_month_day full = year(words_.Peek().number()) / day.month() / day.day();
      words_.Skip();
      if (!full.ok()) {
        (void)words_.Fail("there is no such date", date_->from, date_->to);
        return false;
      }
      date_->begin = local_days(full);
      date_->end = date_->begin + days(1);
      date_->without_year.reset();
      return true;
    }
    return false;
  }

  // "evening", "in the evening", "at night".
  bool TakePart() {
    if (part_ != nullptr) return false;
    const size_t ahead = words_.Is("in") && words_.Is("the", 1) ? 2 : words_.Is("at") && words_.Is("night", 1) ? 1 : 0;
    const PartOfDay* part = FindPartOfDay(words_.Peek(ahead).text);
    if (part == nullptr || (ahead == 0 && !date_)) return false;
    part_at_ = words_.at();
    words_.Skip(ahead + 1);
    part_ = part;
    return true;
  }

  std::optional<int64_t> Put() {
    if (date_ && date_->without_year)
      return words_.Fail("of which year? write it with four digits, or \"this year\"", date_->from, date_->to);
    if (!date_ && !clock_) return words_.Fail("of which day?", part_at_, part_at_ + 1);
    if (date_ && date_->weekday && weekday(date_->begin) != *date_->weekday)
      return words_.Fail(fmt::format("this day is a {}", NameOf(weekday(date_->begin))), date_->weekday_at, date_->weekday_at + 1);
    local_days day;
    if (date_) {
      day = date_->begin;
    } else {
      const auto today = reckoning_.Today();
      if (!today) return std::nullopt;
      day = *today;
    }
    const size_t from = clock_ ? clock_->from : date_->from, to = clock_ ? clock_->to : date_->to;
    if (date_ && !date_->is_day() && (clock_ || part_ != nullptr))
      return words_.Fail("a time of day goes with one day", clock_ ? from : part_at_, clock_ ? to : part_at_ + 1);
    if (!clock_) return reckoning_.Instant(day + hours(part_ == nullptr ? 0 : part_->start), nanoseconds(0), true, from, to);
    const auto of_day = OfDay(words_, *clock_, part_);
    if (!of_day) return std::nullopt;
    const seconds whole = floor<seconds>(*of_day);
    return reckoning_.Instant(day + whole, *of_day - whole, false, from, to);
  }

  Reckoning& reckoning_;
  Words& words_;
  std::optional<Date> date_;
  std::optional<ClockTime> clock_;
  const PartOfDay* part_ = nullptr;
  size_t part_at_ = 0;
};

}  // namespace

std::optional<Date> TakeDate(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  (void)words.Take("the");
  if (auto date = TakeOrdinalDate(reckoning); date || words.failed()) return date;
  if (auto date = TakeSpan(reckoning); date || words.failed()) return date;
  const size_t weekday_at = words.at();
  const auto weekday_of = FindWeekday(words.Peek().text);
  if (weekday_of) {
    words.Skip();
    (void)words.Take(",");
  }
  auto date = TakeNumericDate(words);
  if (!date && !words.failed()) date = TakeNamedDate(reckoning);
  if (words.failed()) return std::nullopt;
  if (date && weekday_of && (date->without_year || date->is_day())) {
    date->weekday = weekday_of;
    date->weekday_at = weekday_at;
  } else if (weekday_of) {
    const auto name = NameOf(*weekday_of);
    return words.Fail(fmt::format("which one? write last {0}, this {0} or next {0}", name), weekday_at, weekday_at + 1);
  }
  if (!date) words.Back(begin);
  return date;
}

std::optional<int64_t> TakeMoment(Reckoning& reckoning) {
  if (const auto now = TakeNow(reckoning); now || reckoning.words.failed()) return now;
  return MomentReader(reckoning).Take();
}

}  // namespace weir::time
