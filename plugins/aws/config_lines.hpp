// The lines of a shared config or credentials file: sections of settings, of which some hold nested ones.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::aws {

struct ConfigSetting {
  std::string_view section;  // what stands in the brackets, without blanks around it
  std::string name;          // in lower case; of a nested one "s3.addressing_style"; empty: the section begins
  std::string value;
};

// Calls `found` for each section and each setting in the order of the file.  CONFIG with file and line for a line that is none of the format; no message
// holds what the line says, as it may be a secret.
Status ReadConfigLines(std::string_view text, const std::string& file, const std::function<void(ConfigSetting)>& found);

}  // namespace weir::aws
