// Files that appear whole or not at all: written under root/.weir/<state_id>/, moved to their place by Commit.
//
// A staged name is a function of the final path, so that a receipt never names a file that another epoch staged: final paths
// carry state, epoch, lane and a counter, and are used once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/folders.hpp"
#include "store/receipt.hpp"
#include "weir/status.hpp"

namespace weir::store {

// A file being written, invisible until committed.  One thread at a time per file; files of one root are independent.
class StagedFile {
 public:
  // `path` is where it will be, relative to `root`: "region=eu/part-1.parquet".  Refused when it could lead out of the root,
  // or when a file for the same place is staged already.  A root that is not there is made.
  static Result<std::unique_ptr<StagedFile>> Create(const std::string& root, std::string_view state_id, std::string_view path);
  // Removes the staged file unless Finish succeeded.
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  // After a failure the file is lost: every later call fails in the same way.
  Status Append(std::string_view bytes);
  // Bytes appended so far, written or still in the buffer.
  uint64_t size() const { return size_; }
  // Makes all of it durable, the way to it included, and closes it.  Nothing may be appended afterwards.
  Status Finish();
  // What Commit needs, in this process or another one: the absolute staged and final path.
  std::string receipt() const;

 private:
  StagedFile(std::string root, std::string_view state_id, std::string_view path);
  Status Open();
  Status Write(std::string_view bytes);
  Status Fail(std::string_view action, int error);
  Receipt Describe() const;
  std::string staged_path() const;
  std::string final_path() const { return root_ + '/' + path_; }

  const std::string root_, state_id_, path_, name_;
  Descriptor folder_, file_;
  std::string buffer_;
  uint64_t size_ = 0, written_ = 0, flushing_ = 0;
  bool finished_ = false;
  Status failure_;
};

// Makes a finished file visible, idempotently: it may be called again, by another process, at whatever point this one died.
// FATAL when another file has the place, or when neither the staged nor the final file is there.
Status Commit(std::string_view receipt);

// Takes a committed file away again, idempotently, or a staged one that was never committed.  Another file that has its place stays.
Status Retract(std::string_view receipt);

// A file below `root` that the state `state_id` does not know of, or nothing: with epoch 0 one of another state, else one of its own of an
// epoch after that.  `prefix` is what comes before the state in the names of the sink that asks.
std::string ForeignFile(const std::string& root, std::string_view state_id, uint64_t epoch, std::string_view prefix);

// The final path that a receipt is about, for people; empty when it is not one of ours.
std::string FinalPath(std::string_view receipt);

// Removes what `state_id` staged under `root` and no kept receipt names.  Receipts of other kinds are ignored.  `keep` must hold
// the receipts of every sink that stages under this root with this state_id.
Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep);

}  // namespace weir::store
