#include "delimited.hpp"

#include <algorithm>
#include <utility>

#include "escape.hpp"

namespace weir::parsers {
namespace {

// The record is cut once more, byte by byte, to see where its quotes go wrong.  This is what Cutter does 64 at a time.
std::string FindBadQuote(const Table& table, std::string_view record) {
  const char separator = table.separator;
  const bool doubled = table.quoting == Quoting::Doubled;
  size_t opened = 0, field = 1;
  bool inside = false;
  const auto at = [&field](size_t byte) { return "field " + std::to_string(field) + " at byte " + std::to_string(byte) + ": "; };
  for (size_t i = 0; i < record.size(); ++i) {
    const char next = i + 1 < record.size() ? record[i + 1] : '\0';
    if (doubled ? inside && record[i] == '"' && next == '"' : record[i] == '\\' && (next == '"' || next == '\\')) {
      ++i;
    } else if (record[i] == '"' && !inside) {
      if (i > 0 && record[i - 1] != separator) return at(i) + "a quote inside a field that does not begin with one";
      inside = true;
      opened = i;
    } else if (record[i] == '"') {
      inside = false;
      if (i + 1 < record.size() && record[i + 1] != separator)
        return at(i + 1) + Quote(record.substr(i + 1, 1)) + " after the closing quote";
    } else if (record[i] == separator && !inside) {
      ++field;
    }
  }
  return at(opened) + "the quote that opens here is never closed";
}

}  // namespace

Delimited::Delimited(const Table& table, bool decodes)
    : table_(table), decodes_(decodes && table.quoting != Quoting::None), layout_(table), cutter_(table) {
  std::ranges::fill(absent_.length, -1);
}

void Delimited::SetLayout(Layout layout) {
  unknown_.insert(layout.unknown().begin(), layout.unknown().end());
  if (layout.fields() != layout_.fields()) cutter_ = Cutter(table_, layout.fields());
  layout_ = std::move(layout);
}

void Delimited::Find(const Chunk& chunk, Faults& faults) {
  cutter_.Cut(chunk);
  if (!layout_.has_all()) std::copy_n(chunk.start, chunk.rows, absent_.start);
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const uint32_t fields = cutter_.count(row);
    if (chunk.length[row] == 0 || faults.is_lost(chunk.first + row)) continue;
    if (cutter_.is_broken(row))
      faults.Add({Fault::What::BadRecord, chunk.first + row, nullptr, 0, chunk.record(row)});
    else if (fields >= layout_.least_fields())
      longer_ += fields > layout_.fields() ? 1 : 0;
    else if (!IsOther(chunk.record(row)))
      faults.Add({Fault::What::TooShort, chunk.first + row, nullptr, chunk.length[row], {}, nullptr, fields, layout_.least_fields()});
  }
}

const Spans& Delimited::Take(const Chunk& chunk, uint32_t field) {
  const uint32_t place = layout_.place(field);
  if (place == 0) return absent_;
  TakeField(chunk, cutter_, place, table_.quoting != Quoting::None, spans_);
  return spans_;
}

std::string_view Delimited::Value(const char* base, uint32_t row, uint32_t place) const {
  const uint32_t start = cutter_.after(place)[row] + 1;
  const auto length = static_cast<int32_t>(cutter_.before(place)[row] - start);
  if (length <= 0) return {};
  const bool strip = table_.quoting != Quoting::None && base[start] == '"' && length >= 2;
  return strip ? std::string_view(base + start + 1, static_cast<size_t>(length) - 2)
               : std::string_view(base + start, static_cast<size_t>(length));
}

// Only fields in quotes have escapes.
bool Delimited::Decode(std::string_view text, char before, std::string& out) const {
  if (before != '"') return false;
  return table_.quoting == Quoting::Doubled ? DecodeDoubled(text, out) : parsers::Decode(text, out);
}

std::string Delimited::Explain(const Fault& fault) const { return FindBadQuote(table_, fault.text); }

std::string Delimited::FinishLonger() { return TellLonger(table_, std::exchange(longer_, 0)); }

std::string Delimited::Finish() {
  std::string said = FinishLonger();
  if (unknown_.empty()) return said;
  if (!said.empty()) said += "; ";
  said += "header lines name fields that are not known and were left out:";
  for (const std::string& name : std::exchange(unknown_, {})) said += ' ' + name;
  return said;
}

}  // namespace weir::parsers
