// CSV: a record ends at a newline outside of quotes, as a scan byte by byte finds it, wherever chunks and buffers end.
#include "frame/quoted_lines.hpp"

#include "reading.hpp"

using namespace weir;

namespace {

void Check(std::string_view content, const fuzz::Read& read, const frame::Limits& limits) {
  fuzz::ExpectInOrder(read, content, [](std::string_view between) { return between.empty() || between == "\n"; });
  for (const fuzz::Record& record : read.records) {
    bool quoted = false;
    size_t end = record.offset;
    while (end < content.size() && (quoted || content[end] != '\n')) quoted ^= content[end++] == '"';
    const bool is_good = !quoted && end - record.offset < limits.record_bytes;
    fuzz::Expect(record.rejected.empty() == is_good, "a record is rejected when it is too long or not closed");
    fuzz::Expect(!is_good || end == record.offset + record.text.size(), "a record ends at its newline");
    fuzz::Expect(record.offset == 0 || content[record.offset - 1] == '\n', "a record begins behind a newline");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::ReadEveryWay(data, size, frame::QuotedLines(), Check);
  return 0;
}
