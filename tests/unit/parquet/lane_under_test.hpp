// A lane without a runner, writing below a folder of the test's own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "parquet/lane.hpp"

namespace weir::parquet {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "weir-parquet-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::unique_ptr<ParquetLane> MakeLane(const Layout& layout, const std::string& root, Share share,
                                             std::vector<std::string>* log = nullptr) {
  return std::make_unique<ParquetLane>(
      layout, Place{root, "0123456789abcdef", 3, 0, 0}, share,
      [](size_t n, const std::function<void(size_t)>& body) {
        for (size_t i = n; i > 0; --i) body(i - 1);
      },
      [log](int32_t, std::string_view message) {
        if (log != nullptr) log->emplace_back(message);
      });
}

// Ends the epoch and makes its files visible.
inline Status Commit(ParquetLane& lane) {
  if (Status status = lane.cut(); !status.ok()) return status;
  std::vector<std::string> receipts;
  if (Status status = lane.prepare([&](std::string_view receipt) { receipts.emplace_back(receipt); }); !status.ok()) return status;
  for (const std::string& receipt : receipts)
    if (Status status = store::Commit(receipt); !status.ok()) return status;
  return {};
}

// The visible files, relative to the root.
inline std::vector<std::string> FilesBelow(const std::string& root) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.is_regular_file() && entry.path().extension() == ".parquet") files.push_back(std::filesystem::relative(entry.path(), root));
  std::ranges::sort(files);
  return files;
}

}  // namespace weir::parquet
