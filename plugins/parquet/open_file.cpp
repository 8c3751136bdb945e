#include "open_file.hpp"

namespace weir::parquet {

std::string Place::NextName() {
  return "part-" + state_id.substr(0, 8) + '-' + std::to_string(epoch) + '-' + std::to_string(lane) + '-' + std::to_string(next++) +
         ".parquet";
}

Status OpenFile::Put(std::span<const std::string_view> pieces) {
  if (!staged_) {
    auto staged = store::StagedFile::Create(place_.root, place_.state_id, folder_ + place_.NextName(), place_.context);
    if (!staged.ok()) return staged.status();
    staged_ = std::move(*staged);
  }
  return staged_->Append(pieces);
}

Result<std::unique_ptr<store::StagedFile>> OpenFile::Finish(Workers& workers) {
  const std::pair<std::string, std::string> metadata[] = {
      {"weir.version", WEIR_VERSION}, {"weir.state", place_.state_id}, {"weir.epoch", std::to_string(place_.epoch)}};
  if (Status status = writer_.Finish(workers, metadata); !status.ok()) return status;
  if (Status status = staged_->Close(); !status.ok()) return status;
  return std::move(staged_);
}

}  // namespace weir::parquet
