#include "observe/file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace weir::observe {

Status ReplaceFile(const std::string& path, const std::string& content) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  const bool in_place = type != std::filesystem::file_type::regular && type != std::filesystem::file_type::not_found;
  const std::string written = in_place ? path : path + ".tmp";
  std::ofstream out(written, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  if (out && (in_place || std::rename(written.c_str(), path.c_str()) == 0)) return {};
  return Status::Fatal(fmt::format("write {}: {}", path, std::strerror(errno)));
}

}  // namespace weir::observe
