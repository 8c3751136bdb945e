#include "nginx.hpp"

#include "nginx_format.hpp"

namespace weir::parsers {
namespace {

constexpr std::string_view kCombined =
    R"($remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent")";

}  // namespace

const OptionTable<Nginx>& Nginx::Options() {
  static const OptionTable<Nginx> table{
      DecodingOptions<Nginx>(),
      {Option<Nginx>("format", &Nginx::format)
           .fallback("\"combined\"")
           .doc("`combined`, or what nginx's log_format says.")
           .example(R"('$remote_addr [$time_iso8601] "$request" $status $request_time')"),
       Option<Nginx>("escape", &Nginx::escape)
           .limits("default|json|none")
           .fallback("\"default\"")
           .doc("What log_format says by `escape=`: `default` is `\\xHH`, `json` what JSON has, `none` nothing.")}};
  return table;
}

Result<const Table*> Nginx::table() {
  compiled_ = std::make_unique<LineFormat>();
  const Status status =
      ReadNginxFormat(format == "combined" ? kCombined : std::string_view(format), escape != NginxEscapes::Default, *compiled_);
  if (!status.ok()) return Status::Config("format: " + status.message()).AtOption(Options().IndexOf("format"));
  compiled_->Close("a line of this format");
  return &compiled_->table();
}

std::unique_ptr<Finder> Nginx::NewFinder() const {
  const Escapes escapes = escape == NginxEscapes::Json ? Escapes::Json : Escapes::Bytes;
  return std::make_unique<LineFinder>(*compiled_, escape != NginxEscapes::None, escapes, decode);
}

}  // namespace weir::parsers
