#include "store/os_error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace weir::store {
namespace {

constexpr size_t kShownEnd = 140;  // two of them, a verb and a reason fit in weir_error's 496 bytes twice over

std::string Escaped(std::string_view path) {
  std::string shown;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      shown += c;
      continue;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\x%02x", byte);
    shown += escape;
  }
  return shown;
}

const char* Advice(int error) {
  switch (error) {
    case EACCES:
    case EPERM: return "give this user write permission there or choose another path";
    case EROFS: return "mount it writable or choose another path";
    case ENOSPC:
    case EDQUOT: return "free space there or choose another path";
    case EFBIG: return "raise the file size limit or write smaller files";
    case ENOTDIR: return "a part of the path is a file or a link: choose another path";
    case ELOOP: return "a folder of the path is a symbolic link where none may be";
    case ENAMETOOLONG: return "choose a shorter path";
    case EMFILE: return "raise the limit of open files";
    case EXDEV: return "a folder of the path lies on another file system: write there directly";
    case EIO: return "the disk may be failing";
    default: return nullptr;
  }
}

}  // namespace

std::string Shown(std::string_view path) {
  if (path.size() <= 2 * kShownEnd) return Escaped(path);
  return Escaped(path.substr(0, kShownEnd)) + "..." + Escaped(path.substr(path.size() - kShownEnd));
}

std::string SystemMessage(std::string_view action, std::string_view path, int error) {
  const char* reason = strerrordesc_np(error);  // strerror is not safe to call from several threads
  std::string message(action);
  message.append(" ").append(Shown(path)).append(": ").append(reason != nullptr ? reason : "unknown error");
  return message;
}

Status SystemError(std::string_view action, std::string_view path, int error) {
  std::string message = SystemMessage(action, path, error);
  if (const char* advice = Advice(error)) message.append("; ").append(advice);
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  return Status(denied ? WEIR_E_DENIED : WEIR_E_FATAL, std::move(message)).WithDetail(error);
}

}  // namespace weir::store
