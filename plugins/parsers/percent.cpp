#include "percent.hpp"

#include "hex.hpp"

namespace weir::parsers {
namespace {

// Whether there is something to decode, and all of the text is as an encoder leaves it: a text with a space, say, was decoded before.
bool IsEncoded(std::string_view text) {
  if (text.find('%') == std::string_view::npos) return false;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] <= ' ' || text[at] > '~') return false;
    if (text[at] == '%' && (text.size() - at < 3 || HexDigit(text[at + 1]) < 0 || HexDigit(text[at + 2]) < 0)) return false;
  }
  return true;
}

}  // namespace

bool DecodePercent(std::string_view text, int times, std::string& out) {
  if (times < 1 || !IsEncoded(text)) return false;
  const size_t begin = out.size();
  out.append(text);
  // In place: what is decoded never is longer.
  do {
    size_t to = begin;
    for (size_t from = begin; from < out.size(); ++to) {
      if (out[from] == '%') {
        out[to] = static_cast<char>(HexDigit(out[from + 1]) * 16 + HexDigit(out[from + 2]));
        from += 3;
      } else {
        out[to] = out[from++];
      }
    }
    out.resize(to);
  } while (--times > 0 && IsEncoded(std::string_view(out).substr(begin)));
  return true;
}

}  // namespace weir::parsers
