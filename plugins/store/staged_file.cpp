#include "store/staged_file.hpp"

#include "store/local/file.hpp"
#include "store/os_error.hpp"
#include "store/place.hpp"
#include "store/s3/staged_object.hpp"

namespace weir::store {
namespace {

Status Damaged(std::string_view receipt) { return Status::Fatal("the receipt of a staged file is damaged: " + Shown(receipt)); }

}  // namespace

Result<std::unique_ptr<StagedFile>> StagedFile::Create(const std::string& root, std::string_view state_id, std::string_view path,
                                                       const Context& context) {
  if (!IsName(state_id)) return Status::Fatal("stage " + Shown(path) + ": the state's id can't be the name of a folder");
  if (!IsBelow(path) || path.substr(0, path.find('/')) == kStaging)
    return Status::Fatal("stage " + Shown(path) + ": the path must stay below " + Shown(root) + " and outside its " +
                         std::string(kStaging));
  Result<std::string> absolute = Absolute(root);
  if (!absolute.ok()) return absolute.status();
  return IsInBucket(*absolute) ? s3::StagedObject::Create(*absolute, path, context)
                               : local::File::Create(std::move(*absolute), state_id, path);
}

Status Commit(std::string_view receipt, const Context& context) {
  if (const auto object = s3::Receipt::Parse(receipt)) return s3::Commit(*object, context);
  if (const auto file = local::Receipt::Parse(receipt)) return local::Commit(*file);
  return Damaged(receipt);
}

Status Retract(std::string_view receipt, const Context& context) {
  if (const auto object = s3::Receipt::Parse(receipt)) return s3::Retract(*object, context);
  if (const auto file = local::Receipt::Parse(receipt)) return local::Retract(*file);
  return Damaged(receipt);
}

std::string FinalPath(std::string_view receipt) {
  if (const auto object = s3::Receipt::Parse(receipt)) return object->place.url();
  const auto file = local::Receipt::Parse(receipt);
  return file ? file->final_path : "";
}

std::string ForeignFile(const std::string& root, uint64_t epoch, const NameReader& names, const Context& context) {
  return IsInBucket(root) ? s3::ForeignObject(root, epoch, names, context) : local::ForeignFile(root, epoch, names);
}

Status Sweep(const std::string& root, std::string_view state_id, std::span<const weir_str> keep, const NameReader& names,
             const Context& context) {
  if (!IsName(state_id)) return Status::Fatal("sweep " + Shown(root) + ": the state's id can't be the name of a folder");
  const Result<std::string> absolute = Absolute(root);
  if (!absolute.ok()) return absolute.status();
  return IsInBucket(*absolute) ? s3::Sweep(*absolute, state_id, keep, names, context) : local::Sweep(*absolute, state_id, keep);
}

}  // namespace weir::store
