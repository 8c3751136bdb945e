#include "catalog/partition.hpp"

#include "store/hive.hpp"
#include "store/os_error.hpp"

namespace weir::catalog {

Result<Partition> PartitionOf(std::string_view path, std::string_view root, std::span<const std::string> keys) {
  const auto wrong = [&] {
    return Status::Fatal("the file " + store::Shown(path) + " is not in a partition of the table at " + store::Shown(root));
  };
  if (!path.starts_with(root) || path.size() <= root.size() || path[root.size()] != '/') return wrong();
  Partition partition;
  size_t at = root.size();  // of the slash in front of the next part
  for (const std::string& key : keys) {
    const size_t end = path.find('/', at + 1);
    if (end == std::string_view::npos) return wrong();
    const std::string_view folder = path.substr(at + 1, end - at - 1);
    // A `=` of the name or of the value is escaped.
    const size_t equals = folder.find('=');
    if (equals == std::string_view::npos || store::UnescapeHive(folder.substr(0, equals)) != key) return wrong();
    partition.values.push_back(store::UnescapeHive(folder.substr(equals + 1)));
    at = end;
  }
  if (at + 1 == path.size() || path.find('/', at + 1) != std::string_view::npos) return wrong();
  partition.location = path.substr(0, at);
  return partition;
}

}  // namespace weir::catalog
