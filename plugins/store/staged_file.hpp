// Files that appear whole or not at all, in a folder or in a bucket: staged first, made visible by Commit.
//
// In a folder they are staged under root/.weir/<state_id>/ (local/file.hpp), in a bucket as multipart uploads that nobody has completed
// (s3/staged_object.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/context.hpp"
#include "store/writer.hpp"
#include "weir/status.hpp"

namespace weir::store {

// A file being written, invisible until committed.  One thread at a time per file; files of one root are independent.
class StagedFile {
 public:
  // `path` is where it will be, relative to `root`: "region=eu/part-1.parquet".  Refused when it could lead out of the root.  A folder
  // that is not there is made.  Final paths carry state, epoch, lane and a counter, and are used once.  [io]
  static Result<std::unique_ptr<StagedFile>> Create(const std::string& root, std::string_view state_id, std::string_view path,
                                                    const Context& context = {});
  // Takes away what was staged unless Finish succeeded.
  virtual ~StagedFile() = default;

  // After a failure the file is lost: every later call fails in the same way.
  virtual Status Append(std::string_view bytes) = 0;
  // The same for what comes together, as the pages of a row group do: in a folder it goes to the disk in the background.
  virtual Status Append(std::span<const std::string_view> pieces) = 0;
  // Bytes appended so far.
  virtual uint64_t size() const = 0;
  // Nothing more comes: what is left may go out in the background, so that Finish has less to wait for.
  virtual Status Close() = 0;
  // Makes all of it durable, the way to it included.  Nothing may be appended afterwards.
  virtual Status Finish() = 0;
  // What Commit needs, in this process or another one.
  virtual std::string receipt() const = 0;
};

// Makes a finished file visible, idempotently: it may be called again, by another process, at whatever point this one died.
// FATAL when another file has the place, or when neither the staged nor the final file is there; RETRY when that can't be told now.
Status Commit(std::string_view receipt, const Context& context = {});

// Takes a committed file away again, idempotently, or a staged one that was never committed.  Another file that has its place stays.
Status Retract(std::string_view receipt, const Context& context = {});

// A file below `root` that the state which asks does not know of, or nothing: with epoch 0 one of another state, else one of its own of an
// epoch after that.  `names` knows the names of the sink that asks.
std::string ForeignFile(const std::string& root, uint64_t epoch, const NameReader& names, const Context& context = {});

// The final path that a receipt is about, for people; empty when it is not one of ours.
std::string FinalPath(std::string_view receipt);

// Removes what `state_id` staged under `root` and no kept receipt names.  Receipts of other kinds are ignored.  `keep` must hold
// the receipts of every sink that stages under this root with this state_id.  In a bucket what was staged is known by its name: as
// ReaderOf reads it, whatever its prefix, or as `names` does.
Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep, const NameReader& names = {},
             const Context& context = {});

}  // namespace weir::store
