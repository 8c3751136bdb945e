#include "text/file_names.hpp"

#include <limits.h>

#include "text/path_template.hpp"

namespace weir::text {

void FileNames::Begin(uint64_t epoch) {
  place_.epoch = epoch;
  place_.number = 0;
}

std::string FileNames::Next(std::string_view beginning) {
  const size_t slash = beginning.rfind('/');
  const size_t folder = slash == std::string_view::npos ? 0 : slash + 1;
  std::string name = name_.Render(namer_, place_) + suffix_;
  ++place_.number;
  if (folder < beginning.size()) name = Shorten(beginning.substr(folder), NAME_MAX - 1 - name.size()) + '-' + name;
  return std::string(beginning.substr(0, folder)) + name;
}

}  // namespace weir::text
