// One lane of the sink: the open files of all paths, within one budget of memory and of file descriptors.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/staged_file.hpp"
#include "text/encoder.hpp"
#include "text/file_names.hpp"
#include "text/open_file.hpp"
#include "text/path_template.hpp"
#include "text/paths.hpp"
#include "weir/component.hpp"

namespace weir::text {

enum class Format { Json, Column };

// What all lanes share, as bound.
struct Layout {
  PathTemplate path;
  std::string time;  // name of the time column; empty when the path has no time
  Format format = Format::Json;
  std::string column;  // of Format::Column
  bool origin = false;
  Compression compression = Compression::None;
  int level = 0;
  NameTemplate name;
  std::string suffix;  // with its dot
  // What ends a file.
  uint64_t file_bytes = 512 << 20;
  uint64_t file_rows = std::numeric_limits<uint64_t>::max();
  std::optional<std::chrono::nanoseconds> file_age;
};

// A lane's share of what the process may hold.
struct Share {
  size_t pending;  // bytes of rows that are not in a file yet
  size_t files;    // that hold descriptors
};
Share ShareOf(uint64_t memory, uint32_t lanes, Compression compression, int level);

class TextLane final : public Sink::Lane {
 public:
  using Clock = std::function<OpenFile::Time()>;
  // `layout` outlives the lane.
  TextLane(const Layout& layout, FileNames names, Share share, store::Context context, Clock clock = std::chrono::steady_clock::now);

  Status begin(uint64_t epoch) override;
  Status write(weir_batch& batch) override;
  Status cut() override;
  Status prepare(const Receipts& receipts) override;

 private:
  using Files = std::unordered_map<std::string, OpenFile>;

  template <class Lines>
  Status WriteBatch(const weir_batch& batch, Lines& lines);
  template <class Lines>
  Status WriteGroup(const store::RowGroup& group, Lines& lines);
  size_t RoomFor(const OpenFile& file) const;
  Status Settle(const std::string& path, OpenFile& file);
  bool IsFull(const OpenFile& file) const;
  bool IsOld(const OpenFile& file) const;
  Status Drain(const std::string& path, OpenFile& file);
  Status End(const std::string& path, OpenFile& file);
  Status Stage(const std::string& path, OpenFile& file);
  Status StayInShare();
  Status Complete(OpenFile& file);
  void Forget(Files::iterator entry);
  Status FinishOldest();
  Status MakeDurable();

  const Layout& layout_;
  FileNames names_;
  const Share share_;
  const store::Context context_;
  const Clock clock_;
  OpenFile::Time now_;  // of the newest batch, where the age of files matters
  Paths paths_;
  Files files_;
  std::vector<std::unique_ptr<store::StagedFile>> complete_;  // not durable yet
  std::vector<std::string> receipts_;                         // of files that are
  uint64_t batches_ = 0;
  size_t pending_ = 0;  // bytes in files_
  size_t staged_ = 0;   // files of files_ and complete_ that hold descriptors
};

}  // namespace weir::text
