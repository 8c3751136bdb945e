// The language of nginx's log_format: '$remote_addr - $remote_user [$time_local] "$request" $status'.
#pragma once

#include <string_view>

#include "line_format.hpp"
#include "weir/status.hpp"

namespace weir::parsers {

// Adds what `text` describes to `format`.  `blank`: nothing at all stands for no value, as with escape=json and escape=none.
Status ReadNginxFormat(std::string_view text, bool blank, LineFormat& format);

}  // namespace weir::parsers
