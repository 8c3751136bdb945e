// Syslog with counts: each message is as long as its count says, or ends at a newline, wherever chunks and buffers end.
#include "frame/octet_counted.hpp"

#include "reading.hpp"

using namespace weir;

namespace {

bool IsCountOf(std::string_view count, size_t bytes) { return count == std::to_string(bytes) + ' ' && count.front() != '0'; }

void Check(std::string_view content, const fuzz::Read& read, const frame::Limits& limits) {
  // Newlines, then perhaps a count: of what follows it.
  uint64_t next = 0;
  const auto is_between = [&](std::string_view between) {
    while (between.starts_with('\n')) between.remove_prefix(1);
    const size_t bytes = next < read.records.size() ? read.records[next].text.size() : 0;
    ++next;
    return between.empty() || IsCountOf(between, bytes);
  };
  for (const fuzz::Record& record : read.records)
    fuzz::Expect(record.text.size() <= limits.record_bytes, "a record is no longer than it may be");
  uint64_t at = 0;
  bool in_gap = false;
  for (const fuzz::Record& record : read.records) {
    fuzz::Expect(record.offset >= at && content.substr(record.offset, record.text.size()) == record.text, "a record is what is there");
    const std::string_view between = content.substr(at, record.offset - at);
    const bool lost = in_gap ? false : !is_between(between);
    if (in_gap) ++next;
    fuzz::Expect(!lost, "no byte is lost");
    at = record.offset + record.text.size();
    in_gap = !record.rejected.empty();
  }
  fuzz::Expect(in_gap || content.substr(at).find_first_not_of('\n') == std::string_view::npos, "no byte is lost at the end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::ReadEveryWay(data, size, frame::OctetCounted(), Check);
  return 0;
}
