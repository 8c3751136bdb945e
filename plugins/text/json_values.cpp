#include "text/json_values.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>

namespace weir::text {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighs = 0x8080808080808080;

// The high bit of each byte that is zero, and perhaps of bytes above such a one: exact as to whether there is any.
constexpr uint64_t ZeroBytes(uint64_t word) { return (word - kOnes) & ~word & kHighs; }

// Whether a string needs no more than its quotes: printable ASCII but `"` and `\`.
bool IsPlain(std::string_view text) {
  const char* at = text.data();
  size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    const uint64_t controls = (word - kOnes * 0x20) & ~word & kHighs;
    if ((controls | (word & kHighs) | ZeroBytes(word ^ kOnes * '"') | ZeroBytes(word ^ kOnes * '\\')) != 0) return false;
  }
  for (; left > 0; ++at, --left)
    if (static_cast<unsigned char>(*at) < 0x20 || static_cast<unsigned char>(*at) >= 0x80 || *at == '"' || *at == '\\') return false;
  return true;
}

void AppendEscape(unsigned char c, std::string& out) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u00";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

// How many bytes the sequence takes that begins at `at`, 0 when it is none: the table of well-formed sequences of the Unicode
// standard, section 3.9.
size_t SequenceAt(const unsigned char* at, size_t left) {
  const unsigned char lead = at[0];
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (left < length) return 0;
  const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (at[1] < least || at[1] > most) return 0;
  for (size_t i = 2; i < length; ++i)
    if ((at[i] & 0xc0) != 0x80) return 0;
  return length;
}

void PutDigits(char* to, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

bool IsUtf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  for (size_t left = text.size(); left > 0;) {
    uint64_t word;
    if (left >= 8 && (std::memcpy(&word, at, 8), (word & kHighs) == 0)) {
      at += 8;
      left -= 8;
      continue;
    }
    const size_t length = SequenceAt(at, left);
    if (length == 0) return false;
    at += length;
    left -= length;
  }
  return true;
}

void AppendText(std::string_view text, std::string& out) {
  if (IsPlain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  if (!IsUtf8(text)) {
    AppendBytes(text, out);
    return;
  }
  out += '"';
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(copied, i - copied);
    AppendEscape(c, out);
    copied = i + 1;
  }
  out += text.substr(copied);
  out += '"';
}

void AppendBytes(std::string_view bytes, std::string& out) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += "{\"base64\":\"";
  const auto at = [bytes](size_t i) -> uint32_t { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0; };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const char four[] = {kDigits[group >> 18], kDigits[group >> 12 & 63], i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=',
                         i + 2 < bytes.size() ? kDigits[group & 63] : '='};
    out.append(four, sizeof four);
  }
  out += "\"}";
}

void AppendDouble(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 32> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), written.ptr);
}

void AppendInteger(int64_t value, std::string& out) {
  std::array<char, 24> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), written.ptr);
}

void AppendTimestamp(int64_t microseconds, std::string& out) {
  namespace chrono = std::chrono;
  constexpr int64_t kDay = 86'400'000'000;
  constexpr int64_t kFirst = -719'528 * kDay, kAfterLast = 2'932'897 * kDay;  // 0000-01-01 and 10000-01-01
  if (microseconds < kFirst || microseconds >= kAfterLast) {
    AppendInteger(microseconds, out);
    return;
  }
  const int64_t day = (microseconds - kFirst) / kDay;  // since year 0, so that it is never negative
  auto rest = static_cast<uint64_t>((microseconds - kFirst) % kDay);
  const chrono::year_month_day date{chrono::sys_days(chrono::days(day - 719'528))};
  char text[] = "\"0000-00-00T00:00:00.000000Z\"";
  PutDigits(text + 1, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  PutDigits(text + 6, static_cast<unsigned>(date.month()), 2);
  PutDigits(text + 9, static_cast<unsigned>(date.day()), 2);
  PutDigits(text + 21, static_cast<unsigned>(rest % 1'000'000), 6);
  rest /= 1'000'000;
  PutDigits(text + 18, static_cast<unsigned>(rest % 60), 2);
  PutDigits(text + 15, static_cast<unsigned>(rest / 60 % 60), 2);
  PutDigits(text + 12, static_cast<unsigned>(rest / 3600), 2);
  out.append(text, sizeof text - 1);
}

}  // namespace weir::text
