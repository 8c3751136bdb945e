// JSON values, and those within an array: a value ends where a scan byte by byte finds its end, wherever chunks and buffers end.
#include "frame/json_values.hpp"

#include "reading.hpp"

using namespace weir;

namespace {

// Behind the array, object or string that begins there; 0 when it has no end or a newline in a string.
size_t EndOf(std::string_view content, size_t at) {
  size_t open = 0;
  bool in_string = false, escaped = false;
  for (; at < content.size(); ++at) {
    const char c = content[at];
    const bool is_quote = c == '"' && !escaped;
    escaped = c == '\\' && !escaped;
    if (in_string && c == '\n') return 0;
    if (is_quote) in_string = !in_string;
    if (!in_string && (c == '{' || c == '[')) ++open;
    if (!in_string && (c == '}' || c == ']')) --open;
    if (!in_string && open == 0) return at + 1;
  }
  return 0;
}

void Check(std::string_view content, const fuzz::Read& read, bool within) {
  if (!within)
    fuzz::ExpectInOrder(read, content, [](std::string_view between) {
      return between.find_first_not_of(" \t\r\n\x1e\xef\xbb\xbf") == std::string_view::npos;
    });
  else
    fuzz::ExpectInOrder(read, content, [](std::string_view) { return true; });
  for (const fuzz::Record& record : read.records) {
    if (!record.rejected.empty()) continue;
    fuzz::Expect(!record.text.empty(), "no record is empty");
    if (record.text.find_first_of("{[\"") == 0)
      fuzz::Expect(EndOf(content, record.offset) == record.offset + record.text.size(), "a value ends with its last bracket or quote");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bool within = size > 0 && (data[0] & 8) != 0;
  fuzz::ReadEveryWay(data, size, within ? frame::JsonValues("R") : frame::JsonValues(),
                     [&](std::string_view content, const fuzz::Read& read, const frame::Limits&) { Check(content, read, within); });
  return 0;
}
