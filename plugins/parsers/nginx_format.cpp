#include "nginx_format.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace weir::parsers {
namespace {

constexpr Column kRequest[] = {
    {.name = "request_verb", .field = 0, .part = Part::Verb, .since = "0.1", .doc = "The request's method."},
    {.name = "request_url", .field = 0, .part = Part::Url, .since = "0.1", .doc = "Its URL, as the client sent it."},
    {.name = "request_proto", .field = 0, .part = Part::Proto, .since = "0.1", .doc = "Its protocol."},
};

// Variables that are not just text, or deserve a word.
constexpr Column kVariables[] = {
    {.name = "remote_addr", .field = 0, .since = "0.1", .doc = "The client's address."},
    {.name = "remote_user", .field = 0, .since = "0.1", .doc = "The user of basic authentication."},
    {.name = "time_local",
     .field = 0,
     .kind = Kind::Timestamp,
     .time = "%d/%b/%Y:%H:%M:%S %z",
     .since = "0.1",
     .doc = "When the request ended."},
    {.name = "time_iso8601", .field = 0, .kind = Kind::Timestamp, .since = "1.2", .doc = "When the request ended."},
    {.name = "msec", .field = 0, .kind = Kind::Timestamp, .time = "unix", .since = "0.1", .doc = "When the request ended."},
    {.name = "status", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "The answer's status."},
    {.name = "body_bytes_sent", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "Bytes of the answer without its headers."},
    {.name = "http_referer", .field = 0, .since = "0.1", .doc = "The request's Referer header."},
    {.name = "http_user_agent", .field = 0, .since = "0.1", .doc = "The request's User-Agent header."},
    {.name = "bytes_sent", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "Bytes of the answer."},
    {.name = "bytes_received", .field = 0, .kind = Kind::Integer, .since = "1.11", .doc = "Bytes from the client, of a stream."},
    {.name = "request_length", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "Bytes of the request, headers included."},
    {.name = "request_time", .field = 0, .kind = Kind::Double, .since = "0.1", .doc = "Seconds that the request took."},
    {.name = "session_time", .field = 0, .kind = Kind::Double, .since = "1.11", .doc = "Seconds that the session took."},
    {.name = "connection", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "The connection's number."},
    {.name = "connection_requests", .field = 0, .kind = Kind::Integer, .since = "1.1", .doc = "Requests of this connection so far."},
    {.name = "connection_time", .field = 0, .kind = Kind::Double, .since = "1.19", .doc = "Age of the connection, in seconds."},
    {.name = "pid", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "The worker process."},
    {.name = "remote_port", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "The client's port."},
    {.name = "server_port", .field = 0, .kind = Kind::Integer, .since = "0.1", .doc = "The server's port."},
    {.name = "gzip_ratio", .field = 0, .kind = Kind::Double, .since = "0.1", .doc = "What compression saved, as original by compressed."},
    {.name = "pipe", .field = 0, .missing = Missing::None, .since = "0.1", .doc = "p when the request was pipelined, else a point."},
};

bool IsWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

Status ReadNginxFormat(std::string_view text, bool blank, LineFormat& format) {
  const auto wrong = [text](size_t at, const char* what) {
    return Status::Config("byte " + std::to_string(at) + ", " + Quote(text.substr(at)) + ": " + what);
  };
  bool has_time = false;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      const size_t end = std::min(text.find('$', at), text.size());
      format.AddText(text.substr(at, end - at));
      at = end;
      continue;
    }
    const size_t begin = at++;
    const bool braces = at < text.size() && text[at] == '{';
    if (braces) ++at;
    const size_t from = at;
    while (at < text.size() && IsWord(text[at])) ++at;
    const std::string_view name = text.substr(from, at - from);
    if (name.empty()) return wrong(begin, "no name of a variable behind the $");
    if (braces && (at == text.size() || text[at++] != '}')) return wrong(begin, "the brace is never closed");

    std::vector<Column> columns(std::begin(kRequest), std::end(kRequest));
    if (name != "request") {
      const auto* known = std::ranges::find_if(kVariables, [name](const Column& one) { return one.name == name; });
      Column column{.name = "", .field = 0, .since = "0.1", .doc = "The variable of this name."};
      if (known != std::end(kVariables)) column = *known;
      // The row's time has the same name whatever it was made of.
      const bool is_time = column.kind == Kind::Timestamp && !has_time;
      has_time |= is_time;
      column.name = is_time ? "time" : format.Keep(std::string(name));
      columns = {column};
    }
    const bool is_list = name.starts_with("upstream_") || name == "http_x_forwarded_for" || name == "proxy_add_x_forwarded_for";
    if (!format.AddField(std::move(columns), {.is_list = is_list, .blank = blank}))
      return wrong(begin, "nothing stands between it and the variable before, so no line tells where one ends");
  }
  return format.empty() ? Status::Config("it has no variable, so no line has a column") : Status();
}

}  // namespace weir::parsers
