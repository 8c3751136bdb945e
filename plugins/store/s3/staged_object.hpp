// An object that nobody sees until it is committed: a multipart upload without its completion.  What a bucket does of staged_file.hpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/s3/receipt.hpp"
#include "store/s3/spool.hpp"
#include "store/s3/upload.hpp"
#include "store/staged_file.hpp"

namespace weir::store::s3 {

class StagedObject : public StagedFile {
 public:
  static Result<std::unique_ptr<StagedFile>> Create(const std::string& root, std::string_view path, const Context& context);
  ~StagedObject() override;
  StagedObject(const StagedObject&) = delete;
  StagedObject& operator=(const StagedObject&) = delete;

  Status Append(std::string_view bytes) override;
  Status Append(std::span<const std::string_view> pieces) override;
  uint64_t size() const override { return size_; }
  Status Close() override;
  Status Finish() override;
  std::string receipt() const override;

 private:
  explicit StagedObject(std::shared_ptr<Upload> upload) : upload_(std::move(upload)) {}
  Status Send();

  const std::shared_ptr<Upload> upload_;
  Spool next_part_;
  size_t parts_ = 0;
  uint64_t size_ = 0;
  bool closed_ = false, finished_ = false;
  Status failure_;
};

// As in staged_file.hpp, for receipts of this kind and places in buckets.
Status Commit(const Receipt& receipt, const Context& context);
Status Retract(const Receipt& receipt, const Context& context);
std::string ForeignObject(const std::string& root, uint64_t epoch, const NameReader& names, const Context& context);
Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep, const NameReader& names,
             const Context& context);

}  // namespace weir::store::s3
