#include "log_format.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "time_pattern.hpp"

namespace weir::parsers {
namespace {

constexpr Column kRequest[] = {
    {.name = "request_verb", .field = 0, .part = Part::Verb, .since = "1.3", .doc = "The request's method."},
    {.name = "request_url", .field = 0, .part = Part::Url, .since = "1.3", .doc = "Its URL, as the client sent it."},
    {.name = "request_proto", .field = 0, .part = Part::Proto, .since = "1.3", .doc = "Its protocol."},
};

constexpr Column kTime = {.name = "time",
                          .field = 0,
                          .kind = Kind::Timestamp,
                          .time = "%d/%b/%Y:%H:%M:%S %z",
                          .since = "1.3",
                          .doc = "When the request came in."};

struct Directive {
  const char* letters;  // behind %, without an argument in braces
  Column column;        // null name: named after the argument
};

constexpr Directive Text(const char* letters, const char* name, const char* since, const char* doc, Missing missing = Missing::Dash) {
  return {letters, {.name = name, .field = 0, .missing = missing, .since = since, .doc = doc}};
}
constexpr Directive Number(const char* letters, const char* name, const char* since, const char* doc) {
  return {letters, {.name = name, .field = 0, .kind = Kind::Integer, .since = since, .doc = doc}};
}

constexpr Directive kDirectives[] = {
    Text("h", "host", "1.3", "The client: its address, or its name where the server looks names up."),
    Text("l", "ident", "1.3", "What the client's identd said."),
    Text("u", "user", "1.3", "The user who was authenticated, or who wanted to be."),
    Number("s", "status", "1.3", "The answer's status."),
    Number("b", "bytes", "1.3", "Bytes of the answer without its headers; null when there were none."),
    Number("B", "bytes", "2.0", "Bytes of the answer without its headers."),
    Text("a", "client_ip", "1.3", "The client's address."),
    Text("A", "local_ip", "1.3", "The server's address."),
    Number("D", "duration_us", "2.0", "Microseconds that the request took."),
    Text("f", "filename", "1.3", "The file that was served."),
    Text("H", "protocol", "1.3", "The request's protocol."),
    Number("k", "keepalive_requests", "2.2", "Requests that this connection had before."),
    Text("L", "log_id", "2.4", "What this line has in common with those of the error log."),
    Text("m", "method", "1.3", "The request's method."),
    Number("p", "port", "1.3", "The server's port, as the server calls itself."),
    Number("P", "pid", "1.3", "The process that served it."),
    Text("q", "query", "1.3", "The URL's query with its question mark; empty when there is none."),
    Text("R", "handler", "2.4", "What made the answer."),
    Number("T", "duration_s", "1.3", "Seconds that the request took."),
    Text("U", "url_path", "1.3", "The URL's path, without the query."),
    Text("v", "vhost", "1.3", "The virtual host, by its ServerName."),
    Text("V", "server_name", "1.3", "The server's name, as UseCanonicalName has it."),
    Text("X", "connection_status", "2.0", "X: aborted before the answer ended; +: may be kept alive; -: will be closed.", Missing::None),
    Number("I", "received_bytes", "2.0", "Bytes from the client, headers included."),
    Number("O", "sent_bytes", "2.0", "Bytes to the client, headers included."),
    Number("S", "transferred_bytes", "2.4", "Bytes from and to the client."),
    Number("^FB", "first_byte_us", "2.4", "Microseconds until the first byte of the answer."),
};

// With an argument that is a word of its own.
struct Argument {
  const char* letters;
  const char* argument;
  Column column;
};
constexpr Argument kArguments[] = {
    {"a", "c", Text("", "peer_ip", "2.4", "The address of the connection's other end.").column},
    {"h", "c", Text("", "peer_host", "2.4", "The connection's other end.").column},
    {"p", "canonical", Number("", "port", "2.2", "The server's port, as the server calls itself.").column},
    {"p", "local", Number("", "local_port", "2.2", "The server's port.").column},
    {"p", "remote", Number("", "remote_port", "2.2", "The client's port.").column},
    {"P", "pid", Number("", "pid", "2.0", "The process that served it.").column},
    {"P", "tid", Number("", "tid", "2.0", "The thread that served it.").column},
    {"P", "hextid", Text("", "tid", "2.0", "The thread that served it, hexadecimal.").column},
    {"T", "s", Number("", "duration_s", "2.4", "Seconds that the request took.").column},
    {"T", "ms", Number("", "duration_ms", "2.4", "Milliseconds that the request took.").column},
    {"T", "us", Number("", "duration_us", "2.4", "Microseconds that the request took.").column},
};

// With an argument that names something: `prefix` comes before the name.
struct Named {
  const char* letters;
  const char* prefix;
  const char* doc;
};
constexpr Named kNamed[] = {
    {"i", "", "A header of the request."},
    {"o", "reply_", "A header of the answer."},
    {"C", "cookie_", "A cookie of the request."},
    {"e", "env_", "A variable of the environment."},
    {"n", "note_", "A note of a module."},
    {"x", "", "A variable of TLS."},
    {"c", "", "A variable of TLS."},
    {"^ti", "trailer_", "A trailer of the request."},
    {"^to", "reply_trailer_", "A trailer of the answer."},
};

std::string SnakeCase(std::string_view prefix, std::string_view name) {
  std::string out(prefix);
  for (const char c : name) {
    const bool is_upper = c >= 'A' && c <= 'Z', is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += is_upper ? static_cast<char>(c | 0x20) : is_plain ? c : '_';
  }
  return out;
}

// The pattern for what strftime writes by `format`, whose parts that only httpd knows are sec, msec, usec and their fractions.
std::string PatternOf(std::string_view format) {
  for (const std::string_view when : {"begin:", "end:"})
    if (format.starts_with(when)) format.remove_prefix(when.size());
  if (format == "sec" || format == "%s") return "unix";
  if (format == "msec") return "unix_ms";
  if (format == "usec") return "unix_us";
  if (format == "msec_frac" || format == "usec_frac") return "%f";
  if (format.empty()) return "[" + std::string(kTime.time) + "]";
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    switch (const char c = format[++i]) {
      case 'h':
      case 'B': out += "%b"; break;
      case 'A': out += "%a"; break;
      case 'D': out += "%m/%d/%y"; break;
      case 'R': out += "%H:%M"; break;
      case 'r': out += "%I:%M:%S %p"; break;
      case 'Z': out += "%z"; break;
      default: (out += '%') += c;
    }
  }
  return out;
}

// A piece of the string: text, or a directive.
struct Piece {
  size_t at;
  std::string text;  // or the pattern of a time
  std::vector<Column> columns;
};

class Reader {
 public:
  Reader(std::string_view text, LineFormat& format) : text_(text), format_(format) {}

  Status Read() {
    while (at_ < text_.size())
      if (Status status = text_[at_] == '%' ? ReadDirective() : ReadText(); !status.ok()) return status;
    JoinTimes();
    for (Piece& piece : pieces_)
      if (Status status = Add(piece); !status.ok()) return status;
    return format_.empty() ? Status::Config("it has no directive, so no line has a column") : Status();
  }

 private:
  Status Wrong(size_t at, const std::string& what) const {
    return Status::Config("byte " + std::to_string(at) + ", " + Quote(text_.substr(at)) + ": " + what);
  }

  // Backslashes are those of httpd.conf: \" \\ \n \t; others stand for themselves.
  Status ReadText() {
    Piece piece{at_, {}, {}};
    for (; at_ < text_.size() && text_[at_] != '%'; ++at_) {
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (text_[at_] == '\\' && (next == '"' || next == '\\' || next == 'n' || next == 't')) {
        ++at_;
        piece.text += next == 'n' ? '\n' : next == 't' ? '\t' : next;
      } else {
        piece.text += text_[at_];
      }
    }
    pieces_.push_back(std::move(piece));
    return {};
  }

  // %, then in any order a list of statuses, ! < >, and an argument in braces; then the letters.
  Status ReadDirective() {
    const size_t begin = at_++;
    std::optional<std::string_view> argument;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '{') {
        const size_t close = text_.find('}', at_);
        if (close == std::string_view::npos) return Wrong(at_, "the brace is never closed");
        argument = text_.substr(at_ + 1, close - at_ - 1);
        at_ = close;
      } else if (c != '<' && c != '>' && c != '!' && c != ',' && !(c >= '0' && c <= '9')) {
        break;
      }
    }
    if (at_ < text_.size() && text_[at_] == '%') {
      ++at_;
      pieces_.push_back({begin, "%", {}});
      return {};
    }
    const size_t count = text_.substr(at_).starts_with('^') ? 3 : 1;
    const std::string_view letters = text_.substr(at_, count);
    at_ += letters.size();
    return Translate(begin, letters, argument);
  }

  Status Translate(size_t begin, std::string_view letters, std::optional<std::string_view> argument) {
    if (letters == "r") {
      pieces_.push_back({begin, {}, {std::begin(kRequest), std::end(kRequest)}});
      return {};
    }
    if (letters == "t") return TranslateTime(begin, argument.value_or(""));
    const auto add = [&](Column column) {
      pieces_.push_back({begin, {}, {column}});
      return Status();
    };
    if (!argument) {
      for (const Directive& one : kDirectives)
        if (letters == one.letters) return add(one.column);
    } else {
      for (const Argument& one : kArguments)
        if (letters == one.letters && *argument == one.argument) return add(one.column);
      for (const Named& one : kNamed) {
        if (letters != one.letters || argument->empty()) continue;
        std::string name = SnakeCase(one.prefix, *argument);
        return add({.name = format_.Keep(std::move(name)), .field = 0, .since = "1.3", .doc = one.doc});
      }
    }
    return Wrong(begin, "httpd has no such directive, or it needs an argument in braces");
  }

  Status TranslateTime(size_t begin, std::string_view argument) {
    std::string pattern = PatternOf(argument);
    std::string error;
    if (!TimePattern::Compile(pattern, 0, error)) return Wrong(begin, "the time can't be read back: " + error);
    pieces_.push_back({begin, std::move(pattern), {kTime}});
    return {};
  }

  // A time may be put together of several: %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t.  One has the day, the others belong to it.
  void JoinTimes() {
    for (size_t i = 0; i < pieces_.size(); ++i) {
      while (IsTime(i)) {
        const bool text_between = i + 1 < pieces_.size() && pieces_[i + 1].columns.empty();
        const size_t next = text_between ? i + 2 : i + 1;
        if (!IsTime(next) || !Join(pieces_[i].text, text_between ? pieces_[i + 1].text : "", pieces_[next].text)) break;
        pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(i) + 1, pieces_.begin() + static_cast<std::ptrdiff_t>(next) + 1);
      }
    }
  }

  static bool Join(std::string& pattern, std::string_view between, std::string_view next) {
    const auto has_day = [](std::string_view one) {
      return one.find("%d") != one.npos || one.find("%e") != one.npos || one.find("%F") != one.npos;
    };
    // The point or comma belongs to the decimals, also to those of a number of seconds.
    const bool decimals = next == "%f" && (between == "." || between == ",");
    if (pattern == "unix" && decimals) return true;
    if (pattern.starts_with("unix") || next.starts_with("unix") || (has_day(pattern) && has_day(next))) return false;
    if (!decimals) pattern += between;
    pattern += next;
    return true;
  }

  bool IsTime(size_t i) const { return i < pieces_.size() && IsTime(pieces_[i]); }
  static bool IsTime(const Piece& piece) { return !piece.columns.empty() && piece.columns[0].kind == Kind::Timestamp; }

  Status Add(Piece& piece) {
    if (piece.columns.empty()) {
      format_.AddText(piece.text);
      return {};
    }
    // What a time has around it ends it more surely than what stands behind it.
    const bool in_brackets = IsTime(piece) && piece.text.starts_with('[') && piece.text.ends_with(']');
    if (IsTime(piece)) piece.columns[0].time = format_.Keep(in_brackets ? piece.text.substr(1, piece.text.size() - 2) : piece.text);
    if (in_brackets) format_.AddText("[");
    // Lists of addresses, as proxies make them.
    const bool is_list = std::string_view(piece.columns[0].name) == "x_forwarded_for";
    if (!format_.AddField(std::move(piece.columns), {.is_list = is_list}))
      return Wrong(piece.at, "nothing stands between it and the directive before, so no line tells where one ends");
    if (in_brackets) format_.AddText("]");
    return {};
  }

  std::string_view text_;
  LineFormat& format_;
  size_t at_ = 0;
  std::vector<Piece> pieces_;
};

}  // namespace

Status ReadLogFormat(std::string_view text, LineFormat& format) { return Reader(text, format).Read(); }

}  // namespace weir::parsers
