#include "files/read_error.hpp"

#include <cerrno>

#include "store/os_error.hpp"

namespace weir::files {

Status ReadError(std::string_view action, std::string_view path, int error, OnError on_error) {
  std::string message = store::SystemMessage(action, path, error);
  if (error == EMFILE || error == ENFILE || error == ENOMEM)
    return Status::Retry(message + "; raise the limit or use fewer lanes").WithDetail(error);
  const bool denied = error == EACCES || error == EPERM;
  if (denied)
    message += "; give this user read permission";
  else if (on_error == OnError::Fail && (error == ENOENT || error == ENOTDIR))
    message += "; check the source's path";
  const weir_code code = on_error == OnError::Continue ? WEIR_E_SPLIT : denied ? WEIR_E_DENIED : WEIR_E_FATAL;
  return Status(code, std::move(message)).WithDetail(error);
}

}  // namespace weir::files
