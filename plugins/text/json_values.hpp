// How each type of value is written in JSON so that nothing of it is lost.  Each function appends to `out`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::text {

// A JSON string; text that is not UTF-8 becomes the object that AppendBytes makes.
void AppendText(std::string_view text, std::string& out);

// {"base64":"AAH/"}: bytes have no other way into JSON that can be taken back.
void AppendBytes(std::string_view bytes, std::string& out);

// The shortest number that reads back as the same double; null for infinities and NaN, which JSON does not have.
void AppendDouble(double value, std::string& out);

void AppendInteger(int64_t value, std::string& out);

// "2024-02-01T10:00:00.000000Z"; the plain number outside of the years 0 to 9999, which RFC 3339 can't write.
void AppendTimestamp(int64_t microseconds, std::string& out);

bool IsUtf8(std::string_view text);

}  // namespace weir::text
