#include "store/s3/address.hpp"

#include <algorithm>

namespace weir::store::s3 {
namespace {

// AWS names endpoints after regions, so a bucket elsewhere has another one.
std::string EndpointIn(const Service& service, const std::string& region) {
  const size_t at = service.endpoint.find('.' + service.region + '.');
  if (service.is_custom || at == std::string::npos) return service.endpoint;
  std::string moved = service.endpoint;
  return moved.replace(at + 1, service.region.size(), region);
}

bool IsRegionName(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string Between(std::string_view text, std::string_view begin, std::string_view end) {
  const size_t from = text.find(begin);
  const size_t to = from == std::string_view::npos ? from : text.find(end, from);
  return to == std::string_view::npos ? "" : std::string(text.substr(from + begin.size(), to - from - begin.size()));
}

}  // namespace

void Address(const Service& service, const std::string& bucket, const std::string& region, aws::Call& call) {
  call.region = region;
  call.endpoint = EndpointIn(service, region);
  // A dot in the name would not match the certificate of *.s3.amazonaws.com.
  const bool by_path = service.is_custom || bucket.find('.') != std::string::npos;
  if (by_path) {
    call.path = '/' + bucket + (call.path.empty() ? "" : '/' + call.path);
    return;
  }
  call.endpoint.insert(call.endpoint.find("://") + 3, bucket + '.');
  call.path.insert(0, "/");
}

std::string RegionIn(const aws::Reply& reply) {
  const bool is_elsewhere = reply.status == 301 || reply.status == 307 || reply.status == 400;
  if (!is_elsewhere) return {};
  const std::string* header = aws::FindHeader(reply.headers, "x-amz-bucket-region");
  const std::string region = header != nullptr ? *header : Between(reply.body, "<Region>", "</Region>");
  return IsRegionName(region) ? region : "";
}

}  // namespace weir::store::s3
