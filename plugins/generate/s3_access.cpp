#include "generate/s3_access.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "generate/front.hpp"
#include "generate/random.hpp"
#include "generate/traffic.hpp"

namespace weir::generate {
namespace {

constexpr std::array kBuckets = {"acme-assets", "acme-backups", "acme-data-lake", "acme-reports", "acme-uploads", "acme-website"};
constexpr std::chrono::minutes kWindow(5);
constexpr uint64_t kWindows = 280;
constexpr uint64_t kLeastLine = 256;
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kSmallHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// 28/Feb/2024:23:55:00 +0000
std::string Clock(Time time) {
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string stamp = Stamp(time);
  const auto month = static_cast<size_t>((stamp[5] - '0') * 10 + (stamp[6] - '0'));
  return fmt::format(FMT_COMPILE("{}/{}/{}:{} +0000"), stamp.substr(8, 2), kMonths[month - 1], stamp.substr(0, 4), stamp.substr(11, 8));
}

class S3Lines final : public Lines {
 public:
  S3Lines(const Front& front, std::string_view bucket, std::string_view owner, std::chrono::sys_seconds end, uint64_t seed, uint64_t object,
          uint64_t bytes)
      : front_(front),
        bucket_(bucket),
        owner_(owner),
        window_{end - kWindow, kWindow, bytes, kLeastLine},
        connections_(front, seed, object),
        seed_(seed),
        object_(object) {}

  void Append(uint64_t number, uint64_t before, std::string& out) override {
    Random random("s3_access line", {seed_, object_, number});
    const Connection& connection = connections_.Of(number, random);
    const Time received = window_.At(before, random);
    const std::string id = Characters(random, kHex, 16);
    const std::string host_id = Characters(random, kBase64, 75) + '=';
    const int drawn = StatusOf(random);
    const int status = drawn == 301 || drawn == 460 || drawn == 400 || drawn == 502 ? 206 : drawn;
    const bool has_failed = status >= 400, is_batch = random.Part() < 0.02;
    const char* verb = VerbOf(random);
    if (verb[0] == 'O' || (verb[0] == 'P' && verb[1] == 'O')) verb = "PUT";
    std::string key = random.Pick(front_.paths).substr(1), path = key;
    if (random.Part() < 0.05) {
      path += "%20(1)";
      key += is_batch ? "%20(1)" : "%2520(1)";
    }
    const uint64_t role = random.Below(12);
    const bool is_anonymous = role == 0;
    const std::string who = is_anonymous ? "-"
                            : role < 4   ? std::string(owner_)
                                         : fmt::format("arn:aws:sts::{}:assumed-role/service-{}/i-{:017x}", kAccount, role, role);
    const auto size = static_cast<uint64_t>(random.Part() * random.Part() * random.Part() * 8e6);
    const uint64_t total = 8 + random.Below(200), turn = 5 + random.Below(total - 5);
    const bool has_size = verb[0] == 'G' && !has_failed && status != 304;
    const char* const error = status == 404   ? "NoSuchKey"
                              : status == 403 ? "AccessDenied"
                              : status == 500 ? "InternalError"
                              : status == 503 ? "SlowDown"
                                              : "-";
    const std::string sent = has_size     ? std::to_string(size)
                             : has_failed ? "318"
                                          : "-",
                      all = has_size || verb[0] == 'P' ? std::to_string(size) : "-";
    auto to = std::back_inserter(out);
    fmt::format_to(to, FMT_COMPILE("{} {} [{}] {} {} {} "), owner_, bucket_, Clock(received), SplitPort(connection.client).first, who, id);
    if (is_batch)
      fmt::format_to(to, FMT_COMPILE(R"(BATCH.DELETE.OBJECT {} - 204 - - {} - - - - - )"), key, size);
    else
      fmt::format_to(to, FMT_COMPILE(R"(REST.{}.OBJECT {} "{} /{}/{} HTTP/1.1" {} {} {} {} {} {} "-" "{}" - )"), verb, key, verb, bucket_,
                     path, status, error, sent, all, total, turn, connection.agent);
    fmt::format_to(to, FMT_COMPILE("{} {} ECDHE-RSA-AES128-GCM-SHA256 {} {}.s3.us-east-1.amazonaws.com TLSv1.2 - -"), host_id,
                   is_anonymous ? "-" : "SigV4", is_anonymous ? "-" : "AuthHeader", bucket_);
    if (object_ % 2 == 1) out += " us-east-1";
  }

 private:
  const Front& front_;
  const std::string_view bucket_, owner_;
  const Window window_;
  Connections connections_;
  const uint64_t seed_, object_;
};

class S3Access final : public Format {
 public:
  explicit S3Access(uint64_t seed) : seed_(seed), front_("us-east-1", 7) {
    Random random("s3_access owner", {});
    owner_ = Characters(random, kSmallHex, 64);
  }

  std::vector<std::string> columns() const override { return {"bucket", "yyyy", "mm", "dd", "time", "random"}; }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, kBuckets.size(), kWindow, kWindows);
    Random random("s3_access name", {seed_, object});
    std::string time = Stamp(delivered.end).substr(0, 19);  // 2024-02-28T23:55:00
    std::ranges::replace(time, 'T', '-');
    std::ranges::replace(time, ':', '-');
    return {kBuckets[delivered.producer], time.substr(0, 4), time.substr(5, 2), time.substr(8, 2), time, Characters(random, kHex, 16)};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, kBuckets.size(), kWindow, kWindows);
    return std::make_unique<S3Lines>(front_, kBuckets[delivered.producer], owner_, delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  Front front_;
  std::string owner_;
};

}  // namespace

std::unique_ptr<Format> MakeS3Access(uint64_t seed) { return std::make_unique<S3Access>(seed); }

}  // namespace weir::generate
