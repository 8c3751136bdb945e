#include "time/zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "config/guess.hpp"

namespace weir::time {
namespace {

using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// The system's files list every change until the end of 2037.  What they say of later years, the library does not read.
constexpr auto kEnd = std::chrono::year(2038) / 1 / 1;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

// Zone files may be written in a shorter form, without the changes that follow from a rule.  The library would take the last one written
// for the last one of all.
bool ListsEveryChange() {
  static const bool lists = date::locate_zone("Europe/Berlin")->get_info(date::sys_days(date::year(2037) / 7 / 1)).offset == seconds(7200);
  return lists;
}

std::string CityOf(const std::string& name) { return name.substr(name.find_last_of('/') + 1); }

// Up to three names near a word, which may be only the city.
std::string NearOnes(const std::string& name, const std::vector<std::string>& known) {
  std::vector<std::string> near;
  const auto add = [&](const std::string& one) {
    if (near.size() < 3 && std::ranges::find(near, one) == near.end()) near.push_back(one);
  };
  for (const std::string& one : known)
    if (Lower(CityOf(one)) == Lower(CityOf(name))) add(one);
  for (const std::string& one : known)
    if (config::Guess(CityOf(name), std::vector{CityOf(one)})) add(one);
  if (near.empty())
    for (const std::string& one : known)
      if (config::Guess(name, std::vector{one})) add(one);
  return near.empty() ? "a zone has a name such as Europe/Berlin or America/New_York"
                      : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

}  // namespace

Reading<Zone> Zone::Named(std::string_view name) {
  Zone zone;
  if (Lower(name) == "utc") return zone;
  try {
    std::vector<std::string> known{"UTC"};
    for (const date::time_zone& one : date::get_tzdb().zones) {
      if (one.name() == "localtime" || one.name() == "posixrules") continue;  // what they are differs from machine to machine
      known.push_back(one.name());
      if (Lower(name) != Lower(one.name())) continue;
      if (!ListsEveryChange())
        return Fault{"the zone files of this system are of the short form (zic -b slim), which can't be read; write UTC"};
      zone.name_ = one.name();
      zone.rules_ = &one;
      (void)one.get_info(date::sys_seconds());  // reads the file, which may throw
      return zone;
    }
    return Fault{fmt::format("there is no such time zone; {}", NearOnes(std::string(name), known))};
  } catch (const std::exception& error) {
    return Fault{fmt::format("the time zones of this system can't be read: {}; install tzdata", error.what())};
  }
}

Zone Zone::East(seconds offset) {
  Zone zone;
  if (offset == seconds(0)) return zone;
  zone.name_ = OffsetText(offset);
  zone.fixed_ = offset;
  return zone;
}

std::optional<seconds> Zone::OffsetAt(sys_seconds at) const {
  if (rules_ == nullptr) return fixed_;
  if (at >= sys_days(kEnd)) return std::nullopt;
  return rules_->get_info(date::sys_seconds(at.time_since_epoch())).offset;
}

std::optional<Instants> Zone::At(local_seconds local) const {
  const auto utc = [&](seconds offset) { return sys_seconds(local.time_since_epoch() - offset); };
  if (rules_ == nullptr) return Instants{1, utc(fixed_), fixed_, fixed_};
  if (local >= local_days(kEnd)) return std::nullopt;
  const date::local_info info = rules_->get_info(date::local_seconds(local.time_since_epoch()));
  const seconds offset = info.first.offset;
  if (info.result == date::local_info::unique) return Instants{1, utc(offset), offset, offset};
  if (info.result == date::local_info::ambiguous) return Instants{2, utc(offset), offset, info.second.offset};
  return Instants{0, sys_seconds(info.first.end.time_since_epoch()), offset, info.second.offset};
}

std::string OffsetText(seconds offset) {
  const auto size = std::chrono::abs(offset).count();
  // Before zones there were offsets with seconds.
  const std::string rest = size % 60 == 0 ? "" : fmt::format(":{:02}", size % 60);
  return fmt::format("{}{:02}:{:02}{}", offset < seconds(0) ? '-' : '+', size / 3600, size / 60 % 60, rest);
}

}  // namespace weir::time
