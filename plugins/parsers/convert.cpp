#include "convert.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "block.hpp"
#include "escape.hpp"
#include "number.hpp"
#include "weir/builders.hpp"

namespace weir::parsers {
namespace {

Fault FaultAt(const Chunk& chunk, const Spans& spans, const Column& column, uint32_t row, Fault::What what) {
  const std::string_view text = spans.is_absent(row) ? std::string_view() : spans.text(chunk.base, row);
  return {what, chunk.first + row, &column, spans.start[row] - chunk.start[row], text};
}

bool IsDash(const char* base, const Spans& spans, uint32_t row) { return spans.length[row] == 1 && base[spans.start[row]] == '-'; }

void ToText(const Chunk& chunk, const Spans& spans, bool dash, TextView* out, uint8_t* missing) {
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const uint32_t start = spans.start[row];
    const int32_t length = spans.length[row];
    const char* const text = chunk.base + start;
    const auto is_missing = static_cast<uint32_t>((length < 0) | (dash & (length == 1) & (*text == '-')));
    missing[row] = static_cast<uint8_t>(0 - is_missing);
    PutView(&out[row], text, static_cast<uint32_t>(length) & (is_missing - 1), chunk.buffer, start);
  }
}

// A word is short enough to stand in its view.
void ToWords(const Chunk& chunk, const Spans& spans, const Column& column, TextView* out, uint8_t* missing) {
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const char* const word = spans.is_absent(row) ? nullptr : column.word(spans.text(chunk.base, row));
    missing[row] = word == nullptr ? 0xff : 0;
    out[row] = word == nullptr ? TextView{} : ViewOf(word, static_cast<int32_t>(std::string_view(word).size()), 0, 0);
  }
}

// The numbers: `quick` reads nearly all of them, `slow` the rest, and says what was wrong.
template <class T, class Quick, class Slow>
void ToNumbers(const Chunk& chunk, const Spans& spans, const Column& column, T* out, uint8_t* missing, Faults& faults, Quick quick,
               Slow slow) {
  const bool dash = column.missing != Missing::None;
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const int32_t length = spans.length[row];
    missing[row] = 0;
    if (quick(chunk.base + spans.start[row], length, out[row])) [[likely]]
      continue;
    out[row] = T{};
    if (length < 0 || (dash && IsDash(chunk.base, spans, row))) {
      missing[row] = 0xff;
      continue;
    }
    switch (slow(spans.text(chunk.base, row), out[row])) {
      case Read::Ok: break;
      case Read::TooBig: faults.Add(FaultAt(chunk, spans, column, row, Fault::What::TooBig)); break;
      case Read::Malformed:
        faults.Add(FaultAt(chunk, spans, column, row, std::is_same_v<T, double> ? Fault::What::NotNumber : Fault::What::NotInteger));
    }
    if (column.missing == Missing::DashOrMinusOne && out[row] == T{-1}) {
      out[row] = T{};
      missing[row] = 0xff;
    }
  }
}

void ToTimestamps(const Chunk& chunk, const Spans& spans, Target& target, Faults& faults) {
  auto* const out = target.draft.values<int64_t>() + chunk.first;
  uint8_t* const missing = target.draft.missing() + chunk.first;
  const bool dash = target.column->missing != Missing::None;
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const int32_t length = spans.length[row];
    const bool is_missing = length < 0 || (dash && IsDash(chunk.base, spans, row));
    missing[row] = static_cast<uint8_t>(0 - static_cast<uint32_t>(is_missing));
    out[row] = 0;
    if (is_missing) continue;
    if (!target.times.Read(chunk.base + spans.start[row], length, out[row])) [[unlikely]] {
      faults.Add(FaultAt(chunk, spans, *target.column, row, Fault::What::NotTime));
    }
  }
}

// The clock of a day, as the time that ISO 8601 makes of both.
bool ReadJoined(std::string_view day, std::string_view clock, Timestamps& times, int64_t& micros) {
  constexpr size_t kRoom = 64;  // Read looks at 32 bytes
  char text[kRoom];
  constexpr std::string_view kWhole = ".000000Z";  // as long as what the shortest way of reading takes
  const std::string_view zone = clock.size() == 8 ? kWhole : kWhole.substr(7);
  if (day.size() != 10 || clock.size() > 20) return false;
  char* end = std::copy(day.begin(), day.end(), text);
  *end++ = 'T';
  end = std::copy(clock.begin(), clock.end(), end);
  end = std::copy(zone.begin(), zone.end(), end);
  return times.Read(text, static_cast<int32_t>(end - text), micros);
}

void ToMoments(const Chunk& chunk, const Spans& days, const Spans& clocks, Target& target, Faults& faults) {
  auto* const out = target.draft.values<int64_t>() + chunk.first;
  uint8_t* const missing = target.draft.missing() + chunk.first;
  const auto is_missing = [&](const Spans& spans, uint32_t row) { return spans.is_absent(row) || IsDash(chunk.base, spans, row); };
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    missing[row] = static_cast<uint8_t>(0 - static_cast<uint32_t>(is_missing(clocks, row)));
    out[row] = 0;
    if (missing[row] != 0) continue;
    if (is_missing(days, row)) {
      if (!target.times.Read(chunk.base + clocks.start[row], clocks.length[row], out[row]))
        faults.Add(FaultAt(chunk, clocks, *target.column, row, Fault::What::NotTime));
      continue;
    }
    const std::string_view day = days.text(chunk.base, row), clock = clocks.text(chunk.base, row);
    if (ReadJoined(day, clock, target.joined, out[row])) [[likely]]
      continue;
    int64_t midnight;
    const Spans& wrong = ReadJoined(day, "00:00:00", target.joined, midnight) ? clocks : days;
    Fault fault = FaultAt(chunk, wrong, *target.column, row, Fault::What::BadPart);
    fault.why = &wrong == &clocks ? " is not a time of day like 23:59:59" : " is not a day like 2024-02-29";
    faults.Add(fault);
  }
}

void ToBools(const Chunk& chunk, const Spans& spans, Target& target, Faults& faults) {
  auto* const out = target.draft.values<uint8_t>() + chunk.first;
  uint8_t* const missing = target.draft.missing() + chunk.first;
  const bool dash = target.column->missing != Missing::None;
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const bool is_missing = spans.is_absent(row) || (dash && IsDash(chunk.base, spans, row));
    missing[row] = static_cast<uint8_t>(0 - static_cast<uint32_t>(is_missing));
    out[row] = 0;
    if (is_missing) continue;
    const Read read = ReadBool(spans.text(chunk.base, row), out[row]);
    if (read != Read::Ok) faults.Add(FaultAt(chunk, spans, *target.column, row, Fault::What::NotBool));
  }
}

}  // namespace

void Convert(const Chunk& chunk, const Spans& spans, const Spans* days, Target& target, Faults& faults) {
  const Column& column = *target.column;
  uint8_t* const missing = target.draft.missing() + chunk.first;
  switch (column.kind) {
    case Kind::Text:
      if (column.word != nullptr) {
        ToWords(chunk, spans, column, target.draft.values<TextView>() + chunk.first, missing);
        break;
      }
      ToText(chunk, spans, column.missing != Missing::None, target.draft.values<TextView>() + chunk.first, missing);
      break;
    case Kind::Integer:
      ToNumbers(chunk, spans, column, target.draft.values<int64_t>() + chunk.first, missing, faults, ReadShortInteger, ReadInteger);
      break;
    case Kind::Double:
      ToNumbers(chunk, spans, column, target.draft.values<double>() + chunk.first, missing, faults, ReadShortDouble, ReadDouble);
      break;
    case Kind::Timestamp:
      days == nullptr ? ToTimestamps(chunk, spans, target, faults) : ToMoments(chunk, *days, spans, target, faults);
      break;
    case Kind::Bool: ToBools(chunk, spans, target, faults); break;
  }
  if (!column.required) return;
  for (uint32_t row = 0; row < chunk.rows; ++row)
    if (missing[row] != 0) faults.Add(FaultAt(chunk, spans, column, row, Fault::What::Absent));
}

void DecodeTexts(const Chunk& chunk, const Finder& finder, const Spans& fields, const Spans& spans, Target& target, std::string& decoded,
                 int32_t number) {
  TextView* const out = target.draft.values<TextView>() + chunk.first;
  const uint8_t* const missing = target.draft.missing() + chunk.first;
  const uint32_t field = target.column->field;
  const uint8_t* const escapes = finder.escapes_of(field);
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    if (escapes[row] == 0 || missing[row] != 0) continue;
    const uint32_t start = fields.start[row];
    const size_t at = decoded.size();
    const char before = start > chunk.start[row] ? chunk.base[start - 1] : '\0';
    if (!finder.DecodeField(field, row, spans.text(chunk.base, row), before, decoded)) continue;
    const size_t length = decoded.size() - at;
    assert(decoded.size() <= static_cast<size_t>(std::numeric_limits<int32_t>::max()) && "decoding never makes a batch longer");
    out[row] = ViewOf(decoded.data() + at, static_cast<int32_t>(length), number, static_cast<int32_t>(at));
  }
}

void JoinDays(const Chunk& chunk, const Spans& days, const Spans& clocks, Target& target, std::string& decoded, int32_t number) {
  TextView* const out = target.draft.values<TextView>() + chunk.first;
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    if (days.is_absent(row) || clocks.is_absent(row)) continue;
    const size_t at = decoded.size();
    decoded.append(days.text(chunk.base, row)).append(1, ' ').append(clocks.text(chunk.base, row));
    out[row] = ViewOf(decoded.data() + at, static_cast<int32_t>(decoded.size() - at), number, static_cast<int32_t>(at));
  }
}

}  // namespace weir::parsers
