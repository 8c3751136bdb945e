// What a staged file leaves for whoever commits it: absolute, and enough for another process.
//
//   receipt = "weir.file/1" NUL staged path NUL final path
//   staged path = root "/.weir/" state_id "/" name ".staged"        final path = root "/" path
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::store::local {

struct Receipt {
  std::string root, state_id, name;  // staged at root/.weir/state_id/name
  std::string final_path;

  std::string staging() const;  // the folder
  std::string staged_path() const { return staging() + '/' + name; }
  std::string Encode() const;
  // Nothing unless both paths are what a staged file's can be; a damaged receipt must not move or remove anything else.
  static std::optional<Receipt> Parse(std::string_view bytes);
};

}  // namespace weir::store::local
