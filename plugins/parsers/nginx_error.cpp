#include "nginx_error.hpp"

#include <algorithm>

#include "scan.hpp"

namespace weir::parsers {
namespace {

enum : uint32_t {
  kTime = 1,
  kLevel,
  kPid,
  kTid,
  kConnection,
  kMessage,
  kClient,
  kServer,
  kRequest,
  kSubrequest,
  kUpstream,
  kHost,
  kReferrer
};

constexpr Column kColumns[] = {
    {.name = "time",
     .field = kTime,
     .kind = Kind::Timestamp,
     .required = true,
     .is_time = true,
     .time = "%Y/%m/%d %H:%M:%S",
     .since = "0.1",
     .doc = "When it was written."},
    {.name = "level", .field = kLevel, .since = "0.1", .doc = "How bad it is: emerg, alert, crit, error, warn, notice, info, debug."},
    {.name = "pid", .field = kPid, .kind = Kind::Integer, .since = "0.1", .doc = "The process."},
    {.name = "tid", .field = kTid, .kind = Kind::Integer, .since = "0.1", .doc = "The thread."},
    {.name = "connection", .field = kConnection, .kind = Kind::Integer, .since = "0.1", .doc = "The connection's number."},
    {.name = "message", .field = kMessage, .missing = Missing::None, .since = "0.1", .doc = "What happened."},
    {.name = "client", .field = kClient, .since = "0.1", .doc = "The client's address."},
    {.name = "server", .field = kServer, .since = "0.1", .doc = "The server's name."},
    {.name = "request_verb", .field = kRequest, .part = Part::Verb, .since = "0.1", .doc = "The request's method."},
    {.name = "request_url", .field = kRequest, .part = Part::Url, .since = "0.1", .doc = "Its URL, as the client sent it."},
    {.name = "request_proto", .field = kRequest, .part = Part::Proto, .since = "0.1", .doc = "Its protocol."},
    {.name = "subrequest", .field = kSubrequest, .since = "0.6", .doc = "The URI of the request inside nginx that failed."},
    {.name = "upstream", .field = kUpstream, .since = "0.1", .doc = "Where the request was passed on to."},
    {.name = "host", .field = kHost, .since = "0.3", .doc = "The request's Host header."},
    {.name = "referrer", .field = kReferrer, .since = "0.1", .doc = "The request's Referer header."},
};

// What may follow the client, in nginx's order.  Values in quotes hold anything, quotes too.
struct Detail {
  std::string_view key;
  uint32_t field;
  bool quoted;
};
constexpr Detail kDetails[] = {
    {", server: ", kServer, false},      {", request: \"", kRequest, true}, {", subrequest: \"", kSubrequest, true},
    {", upstream: \"", kUpstream, true}, {", host: \"", kHost, true},       {", referrer: \"", kReferrer, true},
};

class ErrorFinder : public RecordFinder {
 public:
  ErrorFinder() : RecordFinder(kReferrer) {}
  bool Decode(std::string_view /*text*/, char /*before*/, std::string& /*out*/) const override { return false; }

 protected:
  const char* Read(std::string_view record) override {
    std::string_view left = record, value;
    const auto wrong = [&](const char* what) {
      Blame(left.data());
      return what;
    };
    if (!TakeUntil(left, " [", value)) return wrong("no level in brackets");
    Set(kTime, value);
    if (!TakeUntil(left, "] ", value)) return wrong("the bracket of the level is never closed");
    Set(kLevel, value);
    if (!TakeNumber(left, value)) return wrong("no pid");
    Set(kPid, value);
    if (!TakeText(left, "#") || !TakeNumber(left, value)) return wrong("no # and tid behind the pid");
    Set(kTid, value);
    if (!TakeText(left, ":")) return wrong("no colon behind the tid");
    TakeText(left, " ");
    std::string_view rest = left;
    if (TakeText(rest, "*") && TakeNumber(rest, value) && TakeText(rest, " ")) {
      Set(kConnection, value);
      left = rest;
    }
    const size_t details = FindClient(left);
    Set(kMessage, left.substr(0, details));
    if (details != std::string_view::npos) ReadDetails(left.substr(details + kClientKey.size()));
    return nullptr;
  }

 private:
  static constexpr std::string_view kClientKey = ", client: ";

  // The message may quote a path that looks like a client; an address holds no space and no quote.
  static size_t FindClient(std::string_view text) {
    for (size_t at = text.find(kClientKey); at != std::string_view::npos; at = text.find(kClientKey, at + 1)) {
      const std::string_view value = text.substr(at + kClientKey.size());
      if (value.substr(0, value.find(", ")).find_first_of(" \"") == std::string_view::npos) return at;
    }
    return std::string_view::npos;
  }

  // Up to the last quote that may close it; all when the line was cut off.
  static std::string_view Unquoted(std::string_view value) {
    size_t quote = value.rfind('"');
    while (quote != std::string_view::npos && quote + 1 < value.size() && !value.substr(quote + 1).starts_with(", "))
      quote = quote == 0 ? std::string_view::npos : value.rfind('"', quote - 1);
    return value.substr(0, quote);
  }

  // `left` begins with the client's address.
  void ReadDetails(std::string_view left) {
    uint32_t field = kClient;
    bool quoted = false;
    for (const Detail* next = std::begin(kDetails);;) {
      const Detail* found = nullptr;
      size_t end = std::string_view::npos;
      // The first key that follows; of one in quotes, behind a quote.
      for (const Detail* one = next; one != std::end(kDetails); ++one) {
        size_t at = left.find(one->key);
        while (quoted && at != std::string_view::npos && (at == 0 || left[at - 1] != '"')) at = left.find(one->key, at + 1);
        if (at >= end) continue;
        end = at;
        found = one;
      }
      std::string_view value = left.substr(0, end);
      if (!quoted && found == nullptr) value = value.substr(0, value.find(", "));  // what else may come
      if (quoted) value = Unquoted(value);
      Set(field, value);
      if (found == nullptr) return;
      left.remove_prefix(end + found->key.size());
      field = found->field;
      quoted = found->quoted;
      next = found + 1;
    }
  }
};

}  // namespace

constexpr Table kNginxError{.record = "a line of nginx's error log", .columns = kColumns, .fields = kReferrer, .numbered = false};

const OptionTable<NginxError>& NginxError::Options() {
  static const OptionTable<NginxError> table = CommonOptions<NginxError>();
  return table;
}

std::unique_ptr<Finder> NginxError::NewFinder() const { return std::make_unique<ErrorFinder>(); }

}  // namespace weir::parsers
