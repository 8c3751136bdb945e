#include "syslog.hpp"

#include <algorithm>
#include <array>

#include "number.hpp"
#include "scan.hpp"
#include "structured_data.hpp"

namespace weir::parsers {
namespace {

enum : uint32_t { kPri = 1, kPriority, kTime, kHostname, kAppName, kProcId, kMsgId, kStructuredData, kMessage };

constexpr std::array<const char*, 24> kFacilities{"kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
                                                  "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
                                                  "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::array<const char*, 8> kSeverities{"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};

// The number of a priority as <34> has it; -1 when it is none.
int64_t PriorityOf(std::string_view text) {
  int64_t value = -1;
  if (text.empty() || text.size() > 3 || ReadInteger(text, value) != Read::Ok) return -1;
  return value < static_cast<int64_t>(kFacilities.size() * kSeverities.size()) ? value : -1;
}

template <size_t n>
const char* Find(const std::array<const char*, n>& names, std::string_view name) {
  const auto* found = std::ranges::find(names, name, [](const char* one) { return std::string_view(one); });
  return found == names.end() ? nullptr : *found;
}

// Of a priority as a number, or as daemon.info.
const char* FacilityOf(std::string_view text) {
  const int64_t number = PriorityOf(text);
  return number < 0 ? Find(kFacilities, text.substr(0, text.find('.'))) : kFacilities[static_cast<size_t>(number) / kSeverities.size()];
}
const char* SeverityOf(std::string_view text) {
  const int64_t number = PriorityOf(text);
  return number < 0 ? Find(kSeverities, text.substr(std::min(text.find('.'), text.size() - 1) + 1))
                    : kSeverities[static_cast<size_t>(number) % kSeverities.size()];
}

constexpr Column kColumns[] = {
    {.name = "pri",
     .field = kPri,
     .kind = Kind::Integer,
     .since = "3164",
     .doc = "The priority: eight times the facility and the severity."},
    {.name = "facility",
     .field = kPriority,
     .word = FacilityOf,
     .escaped = false,
     .since = "3164",
     .doc = "What kind of program it is from: kern, daemon, local0, ..."},
    {.name = "severity",
     .field = kPriority,
     .word = SeverityOf,
     .escaped = false,
     .since = "3164",
     .doc = "emerg, alert, crit, err, warning, notice, info or debug."},
    {.name = "time",
     .field = kTime,
     .kind = Kind::Timestamp,
     .is_time = true,
     .time = "%b %e %H:%M:%S%f|%FT%H:%M:%S%f%z|%b %e %Y %H:%M:%S%f",
     .since = "3164",
     .doc = "When it was sent."},
    {.name = "hostname", .field = kHostname, .escaped = false, .since = "3164", .doc = "The machine it is from."},
    {.name = "app_name", .field = kAppName, .escaped = false, .since = "3164", .doc = "The program; of RFC 3164, the tag."},
    {.name = "procid", .field = kProcId, .escaped = false, .since = "3164", .doc = "Its process."},
    {.name = "msgid", .field = kMsgId, .escaped = false, .since = "5424", .doc = "Which message of the program it is."},
    {.name = "structured_data", .field = kStructuredData, .since = "5424", .doc = "What the message is about, as JSON."},
    {.name = "message", .field = kMessage, .missing = Missing::None, .escaped = false, .since = "3164", .doc = "The text."},
};

class SyslogFinder : public RecordFinder {
 public:
  explicit SyslogFinder(bool as_json) : RecordFinder(kMessage), as_json_(as_json) {}

  bool Decode(std::string_view text, char /*before*/, std::string& out) const override {
    PutStructuredData(text, out);
    return true;
  }

 protected:
  const char* Read(std::string_view record) override {
    std::string_view left = record, value;
    if (TakeText(left, "<")) {
      if (!TakeUntil(left, ">", value) || PriorityOf(value) < 0) {
        Blame(record.data());
        return "no priority from 0 to 191 between < and >";
      }
      Set(kPri, value);
      Set(kPriority, value);
      std::string_view rest = left;
      if (TakeNumber(rest, value) && value.size() < 4 && value[0] != '0' && TakeText(rest, " ")) return ReadNew(rest);
    }
    return ReadOld(left);
  }

 private:
  // RFC 5424, behind the version.
  const char* ReadNew(std::string_view left) {
    std::string_view value;
    for (uint32_t field = kTime; field <= kMsgId; ++field) {
      if (!TakeUntil(left, " ", value)) {
        Blame(left.data());
        return "a message of RFC 5424 has time, host, program, process, id and structured data";
      }
      Set(field, value);
    }
    const char* const data = left.data();
    if (!TakeText(left, "-")) {
      const char* wrong = left.starts_with('[') ? TakeStructuredData(left) : "neither - nor structured data";
      if (wrong == nullptr && !left.empty() && left[0] != ' ') wrong = "no space behind the structured data";
      if (wrong != nullptr) {
        Blame(left.data());
        return wrong;
      }
      Set(kStructuredData, {data, static_cast<size_t>(left.data() - data)});
      if (as_json_) SetEscapes();
    } else if (!left.empty() && left[0] != ' ') {
      Blame(data);
      return "neither - nor structured data";
    }
    if (!TakeText(left, " ")) return nullptr;
    TakeText(left, "\xef\xbb\xbf");
    Set(kMessage, left);
    return nullptr;
  }

  // RFC 3164: time, host, tag, text.
  const char* ReadOld(std::string_view left) {
    std::string_view value;
    if (!TakeTime(left, value)) {
      Blame(left.data());
      return "no time";
    }
    Set(kTime, value);
    TakeText(left, " ");
    // As some write into files: <daemon.info>
    std::string_view rest = left;
    if (TakeText(rest, "<") && TakeUntil(rest, "> ", value) && FacilityOf(value) != nullptr && SeverityOf(value) != nullptr) {
      Set(kPriority, value);
      left = rest;
    }
    value = left.substr(0, left.find(' '));
    if (!value.empty() && !value.ends_with(':')) {
      Set(kHostname, value);
      left.remove_prefix(std::min(value.size() + 1, left.size()));
    }
    TakeTag(left);
    Set(kMessage, left);
    return nullptr;
  }

  // Oct 11 22:14:15, or with the year behind the day, or one token that begins with a year.
  static bool TakeTime(std::string_view& left, std::string_view& time) {
    const bool is_month = !left.empty() && ((left[0] | 0x20) >= 'a' && (left[0] | 0x20) <= 'z');
    size_t end = 0;
    for (int tokens = is_month ? 3 : 1; tokens > 0; --tokens) {
      while (end < left.size() && left[end] == ' ') ++end;
      const size_t token = end;
      while (end < left.size() && left[end] != ' ') ++end;
      if (end == token) return false;
      const bool is_year =
          tokens == 1 && is_month && end - token == 4 && left.substr(token, 4).find_first_not_of("0123456789") == std::string_view::npos;
      if (is_year) ++tokens;
    }
    time = left.substr(0, end);
    if (time.ends_with(':')) time.remove_suffix(1);  // of routers
    left.remove_prefix(end);
    return true;
  }

  // name: or name[process]: and a space.  Nothing is taken of a text that begins otherwise.
  void TakeTag(std::string_view& left) {
    const size_t end = left.find_first_of(" [:");
    if (end == 0 || end == std::string_view::npos || left[end] == ' ') return;
    std::string_view rest = left.substr(end), process;
    if (TakeText(rest, "[")) {
      if (!TakeUntil(rest, "]", process) || process.find(' ') != std::string_view::npos) return;
      Set(kProcId, process);
    }
    Set(kAppName, left.substr(0, end));
    TakeText(rest, ":");
    TakeText(rest, " ");
    left = rest;
  }

  const bool as_json_;
};

}  // namespace

constexpr Table kSyslog{.record = "a message of syslog", .columns = kColumns, .fields = kMessage, .numbered = false};

const OptionTable<Syslog>& Syslog::Options() {
  static const OptionTable<Syslog> table{
      CommonOptions<Syslog>(),
      {Option<Syslog>("framing", &Syslog::framing)
           .limits("lines|octet_counted")
           .fallback("\"lines\"")
           .doc("How messages are divided, where the input is bytes: by lines, or by a count before each, as RFC 6587 has it."),
       Option<Syslog>("structured_data", &Syslog::structured_data)
           .limits("json|text")
           .fallback("\"json\"")
           .doc("Whether structured data becomes JSON, or stays as written.")}};
  return table;
}

std::unique_ptr<Finder> Syslog::NewFinder() const { return std::make_unique<SyslogFinder>(structured_data == StructuredData::Json); }

}  // namespace weir::parsers
