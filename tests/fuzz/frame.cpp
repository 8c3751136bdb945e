// Objects as they come from outside: plain, gzip, zstd or damaged.  The same object gives the same records wherever its chunks and
// buffers end and wherever a run stopped; every byte of the content is in a record or told of as rejected; memory is bounded.
//
// Input: how it is read (see Reading), then the object, or text that is compressed into one.
#include <isa-l/igzip_lib.h>
#include <re2/re2.h>
#include <zstd.h>

#include <optional>
#include <random>

#include "frame/lines.hpp"
#include "graph/content.hpp"
#include "input.hpp"
#include "weir/columns.hpp"

using namespace weir;

namespace {

constexpr uint64_t kObjectBytes = 32 << 10;

struct Record {
  uint64_t offset;
  std::string text, rejected;
  bool operator==(const Record&) const = default;
};
struct Read {
  std::vector<Record> records;
  std::vector<graph::Content::Start> stops;  // one behind each piece
  std::vector<size_t> records_at_stop;
  weir_code code = WEIR_OK;
  uint64_t end = 0;
  bool rejects() const {
    return std::ranges::any_of(records, [](const Record& record) { return !record.rejected.empty(); });
  }
};

struct Reading {
  frame::Limits limits;
  frame::Lines lines;
  const re2::RE2* start = nullptr;
};

// Reads on from `from` in chunks of up to `most` bytes.
Read ReadAll(const std::string& object, const Reading& how, uint32_t seed, size_t most, graph::Content::Start from = {}) {
  std::mt19937 random(seed);
  size_t at = from.plain ? from.offset : 0;
  const uint64_t skip = from.plain ? 0 : from.offset;
  graph::Credits credits(uint64_t{1} << 30, 1, 0);
  graph::Content content(
      how.limits, how.lines, {at, from.plain, from.in_long_record},
      [&]() -> Result<std::optional<Buffer>> {
        if (at >= object.size()) return std::optional<Buffer>();
        const size_t n = std::min<size_t>(1 + random() % most, object.size() - at);
        auto exact = std::make_shared<std::vector<char>>(object.begin() + static_cast<ptrdiff_t>(at),
                                                         object.begin() + static_cast<ptrdiff_t>(at + n));
        at += n;
        return std::optional(Buffer{exact, exact->data(), n});
      },
      [&](uint64_t bytes) {
        fuzz::Expect(bytes <= std::max(how.limits.buffer_bytes, how.limits.record_bytes), "a buffer is not larger than a record may be");
        fuzz::Expect(credits.used() == 0, "there is one buffer at a time");
        return credits.Take(0, bytes);
      });
  Read read;
  if (Status status = skip > 0 ? content.Skip(skip) : Status(); !status.ok()) read.code = status.code();
  while (read.code == WEIR_OK) {
    Result<std::optional<graph::Piece>> next = content.Next();
    if (!next.ok()) read.code = next.status().code();
    if (!next.ok() || !*next) break;
    graph::Piece& piece = **next;
    fuzz::Expect(content.offset() <= kObjectBytes + how.limits.record_bytes, "no more is inflated than may be");
    if (!piece.rejected.empty()) {
      const bool is_long = piece.rejected.find("longer") != std::string::npos;
      read.records.push_back({piece.offset, {piece.text.as<char>(), piece.text.bytes}, is_long ? "long" : "damaged"});
    } else {
      const frame::Records records = how.lines.Cut(std::move(piece.text), piece.offset);
      const Array text(records.text), offset(records.offset);
      for (int64_t row = 0; row < records.rows; ++row)
        read.records.push_back({static_cast<uint64_t>(Values<int64_t>(*offset.get())[row]), std::string(TextViews(*text.get())[row]), {}});
    }
    read.stops.push_back({content.offset(), content.is_plain(), content.in_long_record()});
    read.records_at_stop.push_back(read.records.size());
  }
  read.end = content.offset();
  return read;
}

void ExpectSame(const Read& one, const Read& other, const char* when) {
  fuzz::Expect(one.code == other.code, when);
  if (one.code == WEIR_OK) return fuzz::Expect(one.end == other.end && one.records == other.records, when);
  // How much comes out in front of the damage depends on how far ahead the inflater looked; it is the same as far as it goes.
  const auto good = [](const Read& read) {
    return std::ranges::count_if(read.records, [](const Record& record) { return record.rejected != "damaged"; });
  };
  const auto both = std::min(good(one), good(other));
  fuzz::Expect(std::equal(one.records.begin(), one.records.begin() + both, other.records.begin()), when);
}

// The whole content, or nothing when it is damaged.
std::optional<std::string> Inflated(const std::string& object, const frame::Limits& limits) {
  frame::Inflater inflater(limits);
  if (!object.empty()) inflater.Feed({reinterpret_cast<const uint8_t*>(object.data()), object.size()});
  std::string content;
  std::vector<uint8_t> out(1 << 12);
  for (bool finished = object.empty();;) {
    if (finished) inflater.Finish();
    const Result<size_t> made = inflater.Inflate(out);
    if (!made.ok()) return std::nullopt;
    content.append(reinterpret_cast<const char*>(out.data()), *made);
    if (*made == 0 && std::exchange(finished, true)) return content;
  }
}

bool Begins(const Reading& how, std::string_view line) {
  return how.start == nullptr || re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *how.start);
}

std::string_view LineAt(std::string_view content, size_t at) { return content.substr(at, content.find('\n', at) - at); }

// The records are the content, piece by piece, and each begins where one does.
void ExpectTiled(const Read& read, std::string_view content, const Reading& how) {
  uint64_t at = 0;
  bool in_gap = false;  // behind a record that was rejected, up to where the next begins
  for (const Record& record : read.records) {
    fuzz::Expect(record.offset <= content.size() && content.substr(record.offset, record.text.size()) == record.text,
                 "a record is what the content has at its offset");
    if (in_gap) {
      for (size_t line = content.find('\n', at); line != std::string_view::npos && line + 1 < record.offset;
           line = content.find('\n', line + 1)) {
        const std::string_view passed = LineAt(content, line + 1);
        fuzz::Expect(passed.size() + 1 >= how.limits.kept_of_long_record || !Begins(how, passed),
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
      fuzz::Expect(in_gap == (LineAt(content, record.offset).size() >= how.limits.record_bytes), "a line is rejected when it is too long");
  }
  for (size_t line = content.find('\n', at); in_gap && line != std::string_view::npos && line + 1 < content.size();
       line = content.find('\n', line + 1)) {
    const std::string_view passed = LineAt(content, line + 1);
    fuzz::Expect(passed.size() + 1 >= how.limits.kept_of_long_record || !Begins(how, passed), "no record is passed over with the last");
  }
  fuzz::Expect(in_gap || at == content.size() || at == content.size() + 1, "the records end where the content does");
  fuzz::Expect(read.end == content.size(), "all of the content is read");
}

std::string Gzip(std::string text) {
  isal_zstream z;
  isal_deflate_init(&z);
  z.end_of_stream = 1;
  z.gzip_flag = IGZIP_GZIP;
  std::string out(text.size() + text.size() / 8 + 1024, '\0');
  z.next_in = reinterpret_cast<uint8_t*>(text.data());
  z.avail_in = static_cast<uint32_t>(text.size());
  z.next_out = reinterpret_cast<uint8_t*>(out.data());
  z.avail_out = static_cast<uint32_t>(out.size());
  isal_deflate(&z);
  out.resize(z.total_out);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

// Text in which a byte 1 and a number stand for a run, so that little input makes long records.
std::string Expanded(std::string_view from) {
  std::string text;
  for (size_t i = 0; i < from.size() && text.size() < 16 << 10; ++i) {
    if (from[i] != 1 || i + 1 == from.size())
      text += from[i];
    else
      text.append(static_cast<unsigned char>(from[++i]) * size_t{7}, 'x');
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto start = std::make_shared<const re2::RE2>("^(\\d\\d|#)", re2::RE2::Quiet);
  fuzz::Input input(data, size);
  const uint8_t form = input.Byte();
  Reading how;
  if ((form & 8) != 0) {
    how.lines = frame::Lines(start);
    how.start = start.get();
  }
  how.limits.object_bytes = kObjectBytes;
  how.limits.buffer_bytes = uint64_t{64} << input.Below(5);
  how.limits.record_bytes = how.limits.buffer_bytes << input.Below(5);
  how.limits.kept_of_long_record = how.limits.buffer_bytes / 4;
  const auto seed = input.Take<uint16_t>();
  const size_t most = size_t{1} << input.Below(12);
  const std::string rest(input.Rest());
  std::string object;
  switch (form & 7) {
    case 0: object = Expanded(rest); break;
    case 1: object = Gzip(Expanded(rest)); break;
    case 2: object = Zstd(Expanded(rest)); break;
    case 3: object = Gzip(Expanded(rest.substr(0, rest.size() / 2))) + Gzip(Expanded(rest.substr(rest.size() / 2))); break;
    case 4: object = Zstd(Expanded(rest)).substr(0, seed); break;
    default: object = rest; break;
  }

  const Read whole = ReadAll(object, how, 0, object.size() + 1);
  ExpectSame(whole, ReadAll(object, how, seed, most), "other chunks give the same records");
  if (object.size() < 4096) ExpectSame(whole, ReadAll(object, how, 0, 1), "chunks of a byte give the same records");
  if (const auto content = Inflated(object, how.limits)) {
    fuzz::Expect(whole.code == WEIR_OK, "what inflates at once is not damaged");
    ExpectTiled(whole, *content, how);
  }
  // Of records of several lines, where a too long one is taken to end depends on what is in sight.
  if (how.start == nullptr || !whole.rejects()) {
    Reading other = how;
    other.limits.buffer_bytes = how.limits.record_bytes;
    ExpectSame(whole, ReadAll(object, other, seed, most), "other buffers give the same records");
    if (!whole.stops.empty() && whole.code == WEIR_OK) {
      const size_t stop = seed % whole.stops.size();
      const Read tail = ReadAll(object, how, seed, most, whole.stops[stop]);
      const std::vector<Record> expected(whole.records.begin() + static_cast<ptrdiff_t>(whole.records_at_stop[stop]), whole.records.end());
      fuzz::Expect(tail.code == WEIR_OK && tail.records == expected && tail.end == whole.end, "going on gives the records that were left");
    }
  }
  return 0;
}
