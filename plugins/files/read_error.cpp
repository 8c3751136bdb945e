#include "files/read_error.hpp"

namespace weir::files {

Status Judge(Status status, OnError on_error) {
  const weir_code code = status.code();
  if (code == WEIR_E_RETRY || code == WEIR_E_CANCELLED || code == WEIR_E_CONFIG || code == WEIR_E_BUG) return status;
  if (on_error == OnError::Continue) return std::move(status).WithCode(WEIR_E_SPLIT);
  return code == WEIR_E_SPLIT ? std::move(status).WithCode(WEIR_E_FATAL) : status;
}

}  // namespace weir::files
