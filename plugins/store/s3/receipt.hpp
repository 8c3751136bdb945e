// What a staged object leaves for whoever commits it.
//
//   receipt = "weir.s3/1" NUL "s3://" bucket "/" key NUL upload id NUL token NUL part *( "," part )
//   part    = etag ";" checksum
//
// The parts are 1, 2, ..., their etags as the service gave them, without quotes, their checksums CRC-32 in Base64; the token is the object's metadata weir-token, by which it is known as ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/place.hpp"

namespace weir::store::s3 {

struct Part {
  std::string etag, checksum;
};

struct Receipt {
  BucketKey place;
  std::string upload_id, token;
  std::vector<Part> parts;

  std::string Encode() const;
  // Nothing when it is of another kind or damaged.
  static std::optional<Receipt> Parse(std::string_view bytes);
};

}  // namespace weir::store::s3
