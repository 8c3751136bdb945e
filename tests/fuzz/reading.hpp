// Reads objects as the runner does, in chunks and buffers of any size, for the targets that cut records.
#pragma once

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <optional>
#include <random>

#include "frame/records.hpp"
#include "graph/content.hpp"
#include "input.hpp"
#include "weir/columns.hpp"

namespace weir::fuzz {

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
  const frame::Framing* framing;
};

// Reads on from `from` in chunks of up to `most` bytes.
inline Read ReadAll(const std::string& object, const Reading& how, uint32_t seed, size_t most, graph::Content::Start from = {}) {
  std::mt19937 random(seed);
  size_t at = from.plain ? from.offset : 0;
  const uint64_t skip = from.plain ? 0 : from.offset;
  graph::Credits credits(uint64_t{1} << 30, 1, 0);
  graph::Content content(
      how.limits, *how.framing, {at, from.plain, from.place},
      [&]() -> Result<std::optional<Buffer>> {
        if (at >= object.size()) return std::optional<Buffer>();
        const size_t n = std::min<size_t>(1 + random() % most, object.size() - at);
        auto exact = std::make_shared<std::vector<char>>(object.begin() + static_cast<ptrdiff_t>(at),
                                                         object.begin() + static_cast<ptrdiff_t>(at + n));
        at += n;
        return std::optional(Buffer{exact, exact->data(), n});
      },
      [&](uint64_t bytes) {
        Expect(bytes <= std::max(how.limits.buffer_bytes, how.limits.record_bytes), "a buffer is not larger than a record may be");
        Expect(credits.used() == 0, "there is one buffer at a time");
        return credits.Take(0, bytes);
      });
  Read read;
  if (Status status = skip > 0 ? content.Skip(skip) : Status(); !status.ok()) read.code = status.code();
  while (read.code == WEIR_OK) {
    Result<std::optional<graph::Piece>> next = content.Next();
    if (!next.ok()) read.code = next.status().code();
    if (!next.ok() || !*next) break;
    graph::Piece& piece = **next;
    Expect(content.offset() <= kObjectBytes + how.limits.record_bytes, "no more is inflated than may be");
    if (!piece.rejected.empty()) {
      Expect(piece.text.bytes <= how.limits.record_bytes, "what is rejected is no longer than a record may be");
      read.records.push_back({piece.offset, {piece.text.as<char>(), piece.text.bytes}, piece.rejected});
    } else {
      const frame::Records records = frame::RecordsOf(std::move(piece.text), piece.records, piece.offset);
      const Array text(records.text), offset(records.offset);
      for (int64_t row = 0; row < records.rows; ++row)
        read.records.push_back({static_cast<uint64_t>(Values<int64_t>(*offset.get())[row]), std::string(TextViews(*text.get())[row]), {}});
    }
    read.stops.push_back({content.offset(), content.is_plain(), content.place()});
    read.records_at_stop.push_back(read.records.size());
  }
  read.end = content.offset();
  return read;
}

inline bool IsCutOff(const Record& record) { return record.rejected.starts_with("cut off where the object is damaged"); }

inline void ExpectSame(const Read& one, const Read& other, const char* when) {
  Expect(one.code == other.code, when);
  if (one.code == WEIR_OK) return Expect(one.end == other.end && one.records == other.records, when);
  // How much comes out in front of the damage depends on how far ahead the inflater looked; it is the same as far as it goes.
  const auto good = [](const Read& read) {
    return std::ranges::count_if(read.records, [](const Record& record) { return !IsCutOff(record); });
  };
  const auto both = std::min(good(one), good(other));
  Expect(std::equal(one.records.begin(), one.records.begin() + both, other.records.begin()), when);
}

// The whole content, or nothing when it is damaged.
inline std::optional<std::string> Inflated(const std::string& object, const frame::Limits& limits) {
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

inline std::string Gzip(std::string text) {
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

inline std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

// Text in which `~` and a number, a character counted from the space, stand for a run, so that little input makes long records.
inline std::string Expanded(std::string_view from) {
  std::string text;
  for (size_t i = 0; i < from.size() && text.size() < 16 << 10; ++i) {
    if (from[i] != '~' || i + 1 == from.size())
      text += from[i];
    else
      text.append(static_cast<unsigned char>(from[++i] - ' ') * size_t{7}, 'x');
  }
  return text;
}

// How it is read, off the front of the input.
struct Shape {
  uint8_t form;
  frame::Limits limits;
  uint16_t seed;
  size_t most;  // bytes in a chunk

  explicit Shape(Input& input) : form(input.Byte()) {
    limits.object_bytes = kObjectBytes;
    limits.buffer_bytes = uint64_t{64} << input.Below(5);
    limits.record_bytes = limits.buffer_bytes << input.Below(5);
    limits.kept_of_long_record = limits.buffer_bytes / 4;
    seed = input.Take<uint16_t>();
    most = size_t{1} << input.Below(12);
  }
};

inline std::string ObjectOf(const Shape& shape, const std::string& rest) {
  switch (shape.form & 7) {
    case 0: return Expanded(rest);
    case 1: return Gzip(Expanded(rest));
    case 2: return Zstd(Expanded(rest));
    case 3: return Gzip(Expanded(rest.substr(0, rest.size() / 2))) + Gzip(Expanded(rest.substr(rest.size() / 2)));
    case 4: {
      const std::string whole = Zstd(Expanded(rest));
      return whole.substr(0, shape.seed % whole.size());
    }
    default: return rest;
  }
}

inline Read ExpectSameFromAnyChunks(const std::string& object, const Reading& how, const Shape& shape) {
  Read whole = ReadAll(object, how, 0, object.size() + 1);
  ExpectSame(whole, ReadAll(object, how, shape.seed, shape.most), "other chunks give the same records");
  if (object.size() < 4096) ExpectSame(whole, ReadAll(object, how, 0, 1), "chunks of a byte give the same records");
  return whole;
}

inline void ExpectSameFromAnyBuffersAndStops(const std::string& object, const Reading& how, const Shape& shape, const Read& whole) {
  Reading other = how;
  other.limits.buffer_bytes = how.limits.record_bytes;
  ExpectSame(whole, ReadAll(object, other, shape.seed, shape.most), "other buffers give the same records");
  if (whole.stops.empty() || whole.code != WEIR_OK) return;
  const size_t stop = shape.seed % whole.stops.size();
  const Read tail = ReadAll(object, how, shape.seed, shape.most, whole.stops[stop]);
  const std::vector<Record> expected(whole.records.begin() + static_cast<ptrdiff_t>(whole.records_at_stop[stop]), whole.records.end());
  Expect(tail.code == WEIR_OK && tail.records == expected && tail.end == whole.end, "going on gives the records that were left");
}

// All of it for a framing that depends on nothing else.  `check` looks at the whole content and its records.
template <class Check>
void ReadEveryWay(const uint8_t* data, size_t size, const frame::Framing& framing, Check check) {
  Input input(data, size);
  const Shape shape(input);
  const Reading how{shape.limits, &framing};
  const std::string object = ObjectOf(shape, std::string(input.Rest()));
  const Read whole = ExpectSameFromAnyChunks(object, how, shape);
  ExpectSameFromAnyBuffersAndStops(object, how, shape, whole);
  const auto content = Inflated(object, how.limits);
  if (!content) return;
  Expect(whole.code == WEIR_OK, "what inflates at once is not damaged");
  Expect(whole.end == content->size(), "all of the content is read");
  check(*content, whole, how.limits);
}

// Each record is what the content has at its offset, and in front of the next; what is between two of them, `between` says to be nothing.
template <class Between>
void ExpectInOrder(const Read& read, std::string_view content, Between between) {
  uint64_t at = 0;
  bool was_rejected = false;
  const auto step = [&](uint64_t next) {
    Expect(next >= at && next <= content.size(), "records do not overlap");
    if (!was_rejected) Expect(between(content.substr(at, next - at)), "no byte is lost");
  };
  for (const Record& record : read.records) {
    step(record.offset);
    Expect(content.substr(record.offset, record.text.size()) == record.text, "a record is what the content has at its offset");
    at = record.offset + record.text.size();
    was_rejected = record.rejected.find("longer than") != std::string::npos || record.rejected.starts_with("its count");
  }
  step(content.size());
}

}  // namespace weir::fuzz
