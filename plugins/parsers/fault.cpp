#include "fault.hpp"

#include <algorithm>

#include "escape.hpp"

namespace weir::parsers {
namespace {

std::string AtByte(size_t byte) { return " at byte " + std::to_string(byte) + ": "; }

std::string About(const Fault& fault, const std::string& what) {
  return "field " + std::to_string(fault.column->field) + " " + fault.column->name + AtByte(fault.byte) + what;
}

// The record is cut once more, byte by byte, to see where its quotes go wrong.  This is what Cutter does 64 at a time.
std::string FindBadQuote(const Table& table, std::string_view record) {
  size_t opened = 0, field = 1;
  bool inside = false;
  const auto at = [&field](size_t byte) { return "field " + std::to_string(field) + AtByte(byte); };
  for (size_t i = 0; i < record.size(); ++i) {
    if (record[i] == '\\' && i + 1 < record.size() && (record[i + 1] == '"' || record[i + 1] == '\\')) {
      ++i;
    } else if (record[i] == '"' && !inside) {
      if (i > 0 && record[i - 1] != table.separator) return at(i) + "a quote inside a field that does not begin with one";
      inside = true;
      opened = i;
    } else if (record[i] == '"') {
      inside = false;
      if (i + 1 < record.size() && record[i + 1] != table.separator) {
        return at(i + 1) + Quote(record.substr(i + 1, 1)) + " after the closing quote";
      }
    } else if (record[i] == table.separator && !inside) {
      ++field;
    }
  }
  return at(opened) + "the quote that opens here is never closed";
}

}  // namespace

std::span<const Fault> Faults::Sorted() {
  std::ranges::sort(faults_, {}, &Fault::row);
  return faults_;
}

std::vector<int64_t> Faults::Kept() const {
  std::vector<int64_t> kept;
  for (size_t row = 0; row < lost_.size(); ++row)
    if (lost_[row] == 0) kept.push_back(static_cast<int64_t>(row));
  return kept;
}

std::string Reason(const Table& table, const Fault& fault) {
  switch (fault.what) {
    case Fault::What::Absent: return About(fault, "it is missing");
    case Fault::What::NotInteger: return About(fault, Quote(fault.text) + " is not an integer");
    case Fault::What::TooBig:
      return About(fault,
                   Quote(fault.text) + (fault.column->kind == Kind::Integer ? " does not fit in 64 bits" : " does not fit in a double"));
    case Fault::What::NotNumber: return About(fault, Quote(fault.text) + " is not a number");
    case Fault::What::NotTime: return About(fault, Quote(fault.text) + " is not a time like 2018-07-02T22:23:00.186641Z");
    case Fault::What::TooShort:
      return std::to_string(fault.fields) + (fault.fields == 1 ? " field" : " fields") + AtByte(fault.byte) + table.record +
             " has at least " + std::to_string(table.least_fields);
    case Fault::What::BadQuotes: return FindBadQuote(table, fault.text);
    case Fault::What::NoRecord: return "the record is null";
  }
  return {};
}

}  // namespace weir::parsers
