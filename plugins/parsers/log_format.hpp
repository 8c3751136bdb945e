// The language of Apache httpd's LogFormat: "%h %l %u %t \"%r\" %>s %b".
#pragma once

#include <string>
#include <string_view>

#include "line_format.hpp"
#include "weir/status.hpp"

namespace weir::parsers {

// Adds what `text` describes to `format`.
Status ReadLogFormat(std::string_view text, LineFormat& format);

}  // namespace weir::parsers
