// What S3 answers to ListObjectsV2 and to ListMultipartUploads: one page of names.
//
// After the Amazon S3 API Reference.  Names come with encoding-type=url, as XML can't hold all of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weir/status.hpp"

namespace weir::store::s3 {

struct ListedObject {
  std::string key;
  std::string etag;  // without quotes
  uint64_t bytes = 0;
};

struct ListPage {
  std::vector<ListedObject> objects;
  std::vector<std::string> prefixes;  // each with the delimiter at its end
  std::string next;                   // continuation token; empty: this was the last page
};

struct ListedUpload {
  std::string key, id;
};

struct UploadPage {
  std::vector<ListedUpload> uploads;
  std::string next_key, next_id;  // both empty: this was the last page
};

// FATAL when it is no such answer.
Result<ListPage> ParseListPage(std::string_view xml);
Result<UploadPage> ParseUploadPage(std::string_view xml);

}  // namespace weir::store::s3
