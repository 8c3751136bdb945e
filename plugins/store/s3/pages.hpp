// The pages of one ListObjectsV2.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/s3/bucket.hpp"
#include "store/s3/list_page.hpp"

namespace weir::store::s3 {

class Pages {
 public:
  // Asks for the first page.  `url` is what is listed, for messages; `query` what says which: prefix, delimiter, start-after.
  Pages(std::shared_ptr<Bucket> bucket, std::string url, std::vector<std::pair<std::string, std::string>> query, Context context);

  // Waits for the page that was asked for.  [io]
  Result<ListPage> Take();
  // Asks for the page after the last one taken, unless that was the last of all.
  void AskNext();
  // Whether there is a page to take.
  bool is_asked() const { return reply_.valid(); }

 private:
  void Ask();

  const std::shared_ptr<Bucket> bucket_;
  const std::string url_;
  const std::vector<std::pair<std::string, std::string>> query_;
  const Context context_;
  std::string token_;  // of the next page
  std::future<Outcome> reply_;
};

}  // namespace weir::store::s3
