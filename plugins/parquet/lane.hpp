// One lane of the sink: the open files of all partitions, within one budget of memory and of file descriptors.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "open_file.hpp"
#include "partitions.hpp"
#include "store/staged_file.hpp"
#include "weir/component.hpp"
#include "workers.hpp"

namespace weir::parquet {

// What all lanes share, as bound.
struct Layout {
  Table table;
  std::vector<PartitionKey> keys;
  std::string time;  // name of the time column; may be empty
  uint64_t file_bytes = 512 << 20;
};

// A lane's share of what the process may hold.
struct Share {
  size_t memory;
  size_t files;
};
Share ShareOf(uint64_t memory, uint32_t lanes);

class ParquetLane final : public Sink::Lane {
 public:
  using Log = std::function<void(int32_t level, std::string_view message)>;
  // `layout` outlives the lane.
  ParquetLane(const Layout& layout, Place place, Share share, Workers::Parallel parallel, Log log);

  Status begin(uint64_t epoch) override;
  Status write(weir_batch& batch) override;
  Status cut() override;
  Status prepare(const Receipts& receipts) override;

  // Writes rows without telling the runner.  `reject` gets those that can't be.
  using Reject = std::function<void(const Rows& rows, std::string_view reason)>;
  Status Write(
      const ArrowSchema& schema, const ArrowArray& batch, const Reject& reject = [](const Rows&, std::string_view) {});
  // Bytes held, scratch memory included.
  size_t memory() const { return held_ + workers_.memory(); }

 private:
  using Files = std::unordered_map<std::string, std::unique_ptr<OpenFile>>;

  void Resolve(const ArrowSchema& schema, const ArrowArray& batch);
  void ResolveLeaves(const TableColumn& column, const ArrowSchema* schema, const ArrowArray* array, std::vector<Ancestor>& ancestors);
  Status WritePartition(const Partition& partition);
  Status StayInShare();
  Status FlushLargest(size_t target);
  Status FinishUntil(size_t target);
  Status FinishFile(Files::iterator file);
  Status FinishOldest();
  // Runs `body` on the file's writer, and counts what the file holds then.
  template <class Body>
  Status Change(OpenFile& file, const Body& body) {
    const size_t before = file.memory();
    const bool was_staged = file.is_staged();
    Status status = body(file.writer());
    held_ += file.memory() - before;
    staged_ += file.is_staged() && !was_staged ? 1 : 0;
    return status;
  }

  const Layout& layout_;
  Place place_;
  Share share_;
  const size_t room_;  // for the folders of a partition
  Log log_;
  Workers workers_;
  Partitioner partitioner_;
  std::vector<Habit> habits_;
  std::vector<Input> inputs_;  // of the batch being written, one for each leaf
  uint64_t batches_ = 0;
  Files files_;
  std::vector<std::unique_ptr<store::StagedFile>> complete_;  // not durable yet
  std::vector<std::string> receipts_;                         // of files that are
  size_t held_ = 0;                                           // by files_
  size_t staged_ = 0;                                         // files of files_ and complete_ that hold descriptors
};

}  // namespace weir::parquet
