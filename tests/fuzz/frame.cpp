// Objects as they come from outside: plain, gzip, zstd or damaged.  The same object gives the same records wherever its chunks and
// buffers end and wherever a run stopped; every byte of the content is in a record or told of as rejected; memory is bounded.
//
// Input: how it is read (see fuzz::Shape), then the object, or text that is compressed into one.
#include <re2/re2.h>

#include "frame/lines.hpp"
#include "reading.hpp"

using namespace weir;
using fuzz::Read;
using fuzz::Record;

namespace {

struct Several {
  const re2::RE2* start = nullptr;
};

bool Begins(const Several& how, std::string_view line) {
  return how.start == nullptr || re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *how.start);
}

std::string_view LineAt(std::string_view content, size_t at) { return content.substr(at, content.find('\n', at) - at); }

// The records are the content, piece by piece, and each begins where one does.
void ExpectTiled(const Read& read, std::string_view content, const Several& how, const frame::Limits& limits) {
  uint64_t at = 0;
  bool in_gap = false;  // behind a record that was rejected, up to where the next begins
  for (const Record& record : read.records) {
    fuzz::Expect(record.offset <= content.size() && content.substr(record.offset, record.text.size()) == record.text,
                 "a record is what the content has at its offset");
    if (in_gap) {
      for (size_t line = content.find('\n', at); line != std::string_view::npos && line + 1 < record.offset;
           line = content.find('\n', line + 1)) {
        const std::string_view passed = LineAt(content, line + 1);
        fuzz::Expect(passed.size() + 1 >= limits.kept_of_long_record || !Begins(how, passed),
                     "no record is passed over with a rejected one");
      }
      fuzz::Expect(record.offset > at && content[record.offset - 1] == '\n', "a record begins behind a newline");
    } else {
      fuzz::Expect(record.offset == at, "a record begins where the one before ended");
    }
    if (at > 0) fuzz::Expect(Begins(how, LineAt(content, record.offset)), "a record begins with a line that begins one");
    in_gap = !record.rejected.empty();
    at = record.offset + (in_gap ? 0 : record.text.size() + 1);
    for (size_t line = record.text.find('\n'); how.start != nullptr && !in_gap && line != std::string::npos;
         line = record.text.find('\n', line + 1))
      fuzz::Expect(!Begins(how, LineAt(record.text, line + 1)), "a record ends where another begins");
    if (how.start == nullptr)
      fuzz::Expect(in_gap == (LineAt(content, record.offset).size() >= limits.record_bytes), "a line is rejected when it is too long");
  }
  for (size_t line = content.find('\n', at); in_gap && line != std::string_view::npos && line + 1 < content.size();
       line = content.find('\n', line + 1)) {
    const std::string_view passed = LineAt(content, line + 1);
    fuzz::Expect(passed.size() + 1 >= limits.kept_of_long_record || !Begins(how, passed), "no record is passed over with the last");
  }
  fuzz::Expect(in_gap || at == content.size() || at == content.size() + 1, "the records end where the content does");
  fuzz::Expect(read.end == content.size(), "all of the content is read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto start = std::make_shared<const re2::RE2>("^(\\d\\d|#)", re2::RE2::Quiet);
  fuzz::Input input(data, size);
  const fuzz::Shape shape(input);
  const bool several = (shape.form & 8) != 0;
  const frame::Lines lines = several ? frame::Lines(start) : frame::Lines();
  const fuzz::Reading how{shape.limits, &lines};
  const std::string object = fuzz::ObjectOf(shape, std::string(input.Rest()));
  const Read whole = fuzz::ExpectSameFromAnyChunks(object, how, shape);
  if (const auto content = fuzz::Inflated(object, how.limits)) {
    fuzz::Expect(whole.code == WEIR_OK, "what inflates at once is not damaged");
    ExpectTiled(whole, *content, {several ? start.get() : nullptr}, how.limits);
  }
  // Of records of several lines, where a too long one is taken to end depends on what is in sight.
  if (!several || !whole.rejects()) fuzz::ExpectSameFromAnyBuffersAndStops(object, how, shape, whole);
  return 0;
}
