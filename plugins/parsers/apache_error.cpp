#include "apache_error.hpp"

#include "escape.hpp"
#include "scan.hpp"

namespace weir::parsers {
namespace {

enum : uint32_t { kTime = 1, kModule, kLevel, kPid, kTid, kClientIp, kClientPort, kSource, kOsError, kErrorCode, kMessage, kReferer };

constexpr Column kColumns[] = {
    {.name = "time",
     .field = kTime,
     .kind = Kind::Timestamp,
     .required = true,
     .is_time = true,
     .time = "%a %b %e %H:%M:%S%f %Y",
     .since = "1.3",
     .doc = "When it was written."},
    {.name = "module", .field = kModule, .since = "2.4", .doc = "The module that wrote it."},
    {.name = "level",
     .field = kLevel,
     .since = "1.3",
     .doc = "How bad it is: emerg, alert, crit, error, warn, notice, info, debug, trace1 to trace8."},
    {.name = "pid", .field = kPid, .kind = Kind::Integer, .since = "2.4", .doc = "The process."},
    {.name = "tid", .field = kTid, .kind = Kind::Integer, .since = "2.4", .doc = "The thread, where the server has several."},
    {.name = "client_ip", .field = kClientIp, .since = "1.3", .doc = "The client, or the other end of the connection."},
    {.name = "client_port", .field = kClientPort, .kind = Kind::Integer, .since = "2.4", .doc = "Its port."},
    {.name = "error_code", .field = kErrorCode, .since = "2.4", .doc = "Which message it is: AH and five digits."},
    {.name = "message", .field = kMessage, .missing = Missing::None, .since = "1.3", .doc = "What happened."},
    {.name = "source", .field = kSource, .since = "2.0", .doc = "File and line of httpd's source, at levels from debug on."},
    {.name = "os_error", .field = kOsError, .since = "2.0", .doc = "The error of the system, as (number)text."},
    {.name = "referer", .field = kReferer, .since = "1.3", .doc = "The request's Referer header."},
};

class ErrorFinder : public RecordFinder {
 public:
  explicit ErrorFinder(bool decodes) : RecordFinder(kReferer), decodes_(decodes) {}
  bool Decode(std::string_view text, char /*before*/, std::string& out) const override {
    return parsers::Decode(text, out, Escapes::Httpd);
  }

 protected:
  const char* Read(std::string_view record) override {
    std::string_view left = record, value;
    const auto wrong = [&](const char* what) {
      Blame(left.data());
      return what;
    };
    if (!TakeText(left, "[") || !TakeUntil(left, "]", value)) return wrong("no time in brackets");
    Set(kTime, value);
    TakeText(left, " ");
    if (!TakeText(left, "[") || !TakeUntil(left, "]", value)) return wrong("no level in brackets");
    const size_t colon = value.find(':');
    const bool has_module = colon != std::string_view::npos;  // 2.4
    if (has_module && colon > 0) Set(kModule, value.substr(0, colon));
    Set(kLevel, has_module ? value.substr(colon + 1) : value);
    TakeText(left, " ");
    if (TakeText(left, "[pid ")) {
      if (!TakeUntil(left, "]", value)) return wrong("no pid before a closing bracket");
      const size_t tid = value.find(":tid ");
      Set(kPid, value.substr(0, tid));
      if (tid != std::string_view::npos) Set(kTid, value.substr(tid + 5));
      TakeText(left, " ");
    }
    while (TakeClient(left, has_module) || TakeSource(left) || TakeOsError(left)) {
    }
    TakeCode(left);
    constexpr std::string_view kBeforeReferer = ", referer: ";
    const size_t referer = left.rfind(kBeforeReferer);
    if (referer != std::string_view::npos) Set(kReferer, left.substr(referer + kBeforeReferer.size()));
    Set(kMessage, left.substr(0, referer));
    if (decodes_ && record.find('\\') != std::string_view::npos) SetEscapes();
    return nullptr;
  }

 private:
  // [client ADDRESS] or, of a connection without a request, [remote ADDRESS].  2.4 puts the port behind the last colon, and no brackets
  // around IPv6; where there are some, they are left out.
  bool TakeClient(std::string_view& left, bool has_port) {
    std::string_view rest = left, value, port;
    if (!(TakeText(rest, "[client ") || TakeText(rest, "[remote "))) return false;
    if (TakeText(rest, "[")) {
      if (!TakeUntil(rest, "]", value)) return false;
      has_port = TakeText(rest, ":");
      if ((has_port && !TakeNumber(rest, port)) || !TakeText(rest, "]")) return false;
      Set(kClientIp, value);
      if (has_port) Set(kClientPort, port);
      TakeText(rest, " ");
      left = rest;
      return true;
    }
    if (!TakeUntil(rest, "]", value)) return false;
    const size_t colon = value.rfind(':');
    has_port = colon != std::string_view::npos && (has_port || colon == value.find(':'));
    Set(kClientIp, has_port ? value.substr(0, colon) : value);
    if (has_port) Set(kClientPort, value.substr(colon + 1));
    TakeText(rest, " ");
    left = rest;
    return true;
  }

  // name.c(123): and a space
  bool TakeSource(std::string_view& left) {
    size_t name = 0;
    bool has_dot = false;
    for (; name < left.size() && left[name] != '('; ++name) {
      const char c = left[name];
      if (c == ' ' || c == ':' || c == '[') return false;
      has_dot |= c == '.';
    }
    if (!has_dot || name == left.size()) return false;
    std::string_view rest = left.substr(name + 1), line;
    if (!TakeNumber(rest, line) || !TakeText(rest, "): ")) return false;
    Set(kSource, left.substr(0, left.size() - rest.size() - 2));
    left = rest;
    return true;
  }

  // (13)Permission denied: and a space
  bool TakeOsError(std::string_view& left) {
    std::string_view rest = left, value;
    if (!TakeText(rest, "(") || !TakeNumber(rest, value) || !TakeText(rest, ")") || !TakeUntil(rest, ": ", value)) return false;
    Set(kOsError, left.substr(0, left.size() - rest.size() - 2));
    left = rest;
    return true;
  }

  // AH and five digits, a colon and a space
  void TakeCode(std::string_view& left) {
    std::string_view rest = left, digits;
    if (!TakeText(rest, "AH") || !TakeNumber(rest, digits) || digits.size() != 5 || !TakeText(rest, ": ")) return;
    Set(kErrorCode, left.substr(0, 7));
    left = rest;
  }

  const bool decodes_;
};

}  // namespace

constexpr Table kApacheError{.record = "a line of Apache's error log", .columns = kColumns, .fields = kReferer, .numbered = false};

const OptionTable<ApacheError>& ApacheError::Options() {
  static const OptionTable<ApacheError> table = DecodingOptions<ApacheError>();
  return table;
}

std::unique_ptr<Finder> ApacheError::NewFinder() const { return std::make_unique<ErrorFinder>(decode); }

}  // namespace weir::parsers
