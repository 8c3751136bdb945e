// A file that is staged under root/.weir/<state_id>/ and moved to its place by Commit: what a folder does of staged_file.hpp.
//
// A staged name is a function of the final path, so that a receipt never names a file that another epoch staged.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/local/direct.hpp"
#include "store/local/folders.hpp"
#include "store/local/receipt.hpp"
#include "store/staged_file.hpp"

namespace weir::store::local {

class File : public StagedFile {
 public:
  static Result<std::unique_ptr<StagedFile>> Create(std::string absolute_root, std::string_view state_id, std::string_view path);
  ~File() override;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  Status Append(std::string_view bytes) override;
  Status Append(std::span<const std::string_view> pieces) override;
  uint64_t size() const override { return size_; }
  Status Close() override { return failure_; }
  Status Finish() override;
  std::string receipt() const override;

 private:
  File(std::string root, std::string_view state_id, std::string_view path);
  Status Open();
  Status AppendLarge(std::span<const std::string_view> pieces);
  Status WaitForDirect();
  Status WriteBuffer();
  void Flush();
  Status Fail(std::string_view action, int error);
  Receipt Describe() const;
  std::string staged_path() const;
  std::string final_path() const { return root_ + '/' + path_; }

  const std::string root_, state_id_, path_, name_;
  Descriptor folder_, file_;
  std::unique_ptr<DirectWrites> direct_;
  std::string buffer_;  // what is behind the blocks that are written, or on their way
  uint64_t size_ = 0, written_ = 0, flushing_ = 0;
  bool finished_ = false;
  Status failure_;
};

// As in staged_file.hpp, for receipts of this kind and absolute folders.
Status Commit(const Receipt& receipt);
Status Retract(const Receipt& receipt);
std::string ForeignFile(const std::string& root, uint64_t epoch, const NameReader& names);
Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep);

}  // namespace weir::store::local
