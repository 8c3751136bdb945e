#include "apache.hpp"

#include "log_format.hpp"

namespace weir::parsers {
namespace {

struct Nickname {
  std::string_view name, text, more;  // `more`: what lines may lack
};
constexpr std::string_view kReferrerAndAgent = R"( "%{Referer}i" "%{User-Agent}i")";
constexpr Nickname kNicknames[] = {
    {"combined", R"(%h %l %u %t "%r" %>s %b)", kReferrerAndAgent},
    {"common", R"(%h %l %u %t "%r" %>s %b)", {}},
    {"vhost_combined", R"(%v:%p %h %l %u %t "%r" %>s %b)", kReferrerAndAgent},
    {"vhost_common", R"(%v:%p %h %l %u %t "%r" %>s %b)", {}},
};

}  // namespace

const OptionTable<Apache>& Apache::Options() {
  static const OptionTable<Apache> table{
      DecodingOptions<Apache>(),
      {Option<Apache>("format", &Apache::format)
           .fallback("\"combined\"")
           .doc("`combined`, which takes `common` too, `common`, `vhost_combined`, `vhost_common`, or what httpd's LogFormat says.")
           .example(R"('%h %l %u %t "%r" %>s %b %D')")}};
  return table;
}

Result<const Table*> Apache::table() {
  compiled_ = std::make_unique<LineFormat>();
  std::string_view text = format, more;
  for (const Nickname& one : kNicknames) {
    if (format != one.name) continue;
    text = one.text;
    more = one.more;
  }
  Status status = ReadLogFormat(text, *compiled_);
  if (status.ok() && !more.empty()) {
    compiled_->AllowEnd();
    status = ReadLogFormat(more, *compiled_);
  }
  if (!status.ok()) return Status::Config("format: " + status.message()).AtOption(Options().IndexOf("format"));
  compiled_->Close("a line of this format");
  return &compiled_->table();
}

std::unique_ptr<Finder> Apache::NewFinder() const { return std::make_unique<LineFinder>(*compiled_, true, Escapes::Httpd, decode); }

}  // namespace weir::parsers
