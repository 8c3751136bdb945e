// The file that one partition of one lane is being written to.  It is staged when its first row group is, so that a partition with
// few rows holds no descriptor until the epoch ends.
#pragma once

#include <memory>
#include <string>

#include "file_writer.hpp"
#include "store/staged_file.hpp"

namespace weir::parquet {

// Where a lane's files go and what they are called; outlives them.
struct Place {
  std::string root;
  std::string state_id;
  uint32_t lane = 0;
  uint64_t epoch = 0;
  uint64_t next = 0;  // counts the lane's files of this epoch
  store::Context context{};

  // Unique in the root, and the same when the epoch is repeated.
  std::string NextName();
};

class OpenFile {
 public:
  // What an open staged file holds besides descriptors.
  static constexpr size_t kStagedBytes = 64 << 10;

  OpenFile(const Table& table, std::vector<Habit>& habits, Place& place, std::string folder)
      : place_(place),
        folder_(std::move(folder)),
        writer_(table, habits, [this](std::span<const std::string_view> pieces) { return Put(pieces); }) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  FileWriter& writer() { return writer_; }
  const FileWriter& writer() const { return writer_; }
  const std::string& folder() const { return folder_; }
  bool is_staged() const { return staged_ != nullptr; }
  // Bytes that only Finish gives back, and those that flushing the row group does.
  size_t kept() const { return writer_.footer_memory() + (is_staged() ? kStagedBytes : 0); }
  size_t memory() const { return writer_.pending() + kept(); }

  // Writes the rest and the footer.  The result is complete but not durable yet.
  Result<std::unique_ptr<store::StagedFile>> Finish(Workers& workers);

  uint64_t last_used = 0;

 private:
  Status Put(std::span<const std::string_view> pieces);

  Place& place_;
  std::string folder_;
  std::unique_ptr<store::StagedFile> staged_;
  FileWriter writer_;
};

}  // namespace weir::parquet
