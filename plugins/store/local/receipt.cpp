#include "store/local/receipt.hpp"

#include "store/local/folders.hpp"
#include "store/place.hpp"

namespace weir::store::local {
namespace {

constexpr std::string_view kKind = "weir.file/1";

}  // namespace

std::string Receipt::staging() const { return root + '/' + std::string(kStaging) + '/' + state_id; }

std::string Receipt::Encode() const {
  std::string bytes(kKind);
  bytes.append(1, '\0').append(staged_path()).append(1, '\0').append(final_path);
  return bytes;
}

std::optional<Receipt> Receipt::Parse(std::string_view bytes) {
  const size_t first = bytes.find('\0');
  if (first == std::string_view::npos || bytes.substr(0, first) != kKind) return std::nullopt;
  const size_t second = bytes.find('\0', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view staged = bytes.substr(first + 1, second - first - 1);
  const std::string_view final_path = bytes.substr(second + 1);
  if (!staged.starts_with('/') || !staged.ends_with(kStagedEnding)) return std::nullopt;
  const std::string_view folder = ParentOf(staged);
  const std::string_view staging = ParentOf(folder);
  const std::string_view root = ParentOf(staging);
  if (root.size() < 2 || staging.substr(root.size() + 1) != kStaging) return std::nullopt;

  Receipt receipt;
  receipt.root = root;
  receipt.state_id = folder.substr(staging.size() + 1);
  receipt.name = staged.substr(folder.size() + 1);
  receipt.final_path = final_path;
  if (!IsName(receipt.state_id) || !IsName(receipt.name)) return std::nullopt;
  if (!final_path.starts_with(receipt.root + '/') || !IsBelow(final_path.substr(root.size() + 1))) return std::nullopt;
  const std::string_view below = final_path.substr(root.size() + 1);
  if (below.substr(0, below.find('/')) == kStaging) return std::nullopt;
  return receipt;
}

}  // namespace weir::store::local
