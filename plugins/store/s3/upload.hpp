// A multipart upload under way: its parts go out in the background, in any order, and nobody sees them until it is completed.
//
// After "Uploading and copying objects using multipart upload in Amazon S3".
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/s3/bucket.hpp"
#include "store/s3/receipt.hpp"

namespace weir::store::s3 {

class Upload : public std::enable_shared_from_this<Upload> {
 public:
  Upload(std::shared_ptr<Bucket> bucket, BucketKey place, std::string token, Context context);

  // Sends the next part.  Waits while too many bytes of the process are on their way.  [io]
  Status Put(std::string part);
  // Waits until the service has all parts.  [io]
  Status Wait();
  // Forgets the parts: the service throws away what it has, if it does so within a few seconds.  [io]
  void Abort();
  // After Wait.
  Receipt receipt() const;

 private:
  void Create();
  void Send(size_t number, std::shared_ptr<const std::string> part, std::shared_ptr<void> memory);
  void OnCreated(const Outcome& reply);
  void OnSent(size_t number, const std::string& checksum, const Outcome& reply);

  const std::shared_ptr<Bucket> bucket_;
  const BucketKey place_;
  const std::string token_;
  const Context context_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string id_;                              // empty until the service has given one
  std::vector<std::function<void()>> waiting_;  // parts that wait for it
  bool created_ = false;                        // asked for
  size_t in_flight_ = 0;                        // calls
  std::vector<Part> parts_;                     // empty ones until the service has them
  Status failure_;
};

}  // namespace weir::store::s3
