#include "store/s3/receipt.hpp"

#include <algorithm>
#include <ranges>

namespace weir::store::s3 {
namespace {

constexpr std::string_view kKind = "weir.s3/1";
constexpr size_t kFields = 5;

// What an XML document and a header can hold as it is.
bool IsPlain(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("<>&\"',;").find(c) == std::string_view::npos;
  });
}

}  // namespace

std::string Receipt::Encode() const {
  std::string bytes(kKind);
  bytes.append(1, '\0').append(place.url()).append(1, '\0').append(upload_id).append(1, '\0').append(token).append(1, '\0');
  for (const Part& part : parts) bytes.append(&part == parts.data() ? "" : ",").append(part.etag).append(1, ';').append(part.checksum);
  return bytes;
}

std::optional<Receipt> Receipt::Parse(std::string_view bytes) {
  std::vector<std::string> fields;
  for (const auto field : std::views::split(bytes, '\0')) fields.emplace_back(field.begin(), field.end());
  if (fields.size() != kFields || fields[0] != kKind) return std::nullopt;
  Result<BucketKey> place = ParseBucketKey(fields[1]);
  if (!place.ok() || place->key.empty()) return std::nullopt;
  Receipt receipt{std::move(*place), std::move(fields[2]), std::move(fields[3])};
  for (const auto text : std::views::split(fields[4], ',')) {
    const std::string_view part(text.begin(), text.end());
    const size_t middle = std::min(part.find(';'), part.size());
    receipt.parts.push_back({std::string(part.substr(0, middle)), std::string(part.substr(std::min(middle + 1, part.size())))});
  }
  const auto is_plain = [](const Part& part) { return IsPlain(part.etag) && IsPlain(part.checksum); };
  if (receipt.upload_id.empty() || !IsPlain(receipt.token) || receipt.parts.empty() || !std::ranges::all_of(receipt.parts, is_plain))
    return std::nullopt;
  return receipt;
}

}  // namespace weir::store::s3
