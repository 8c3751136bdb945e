#include "fault.hpp"

#include <algorithm>

#include "escape.hpp"
#include "finder.hpp"

namespace weir::parsers {
namespace {

std::string AtByte(size_t byte) { return " at byte " + std::to_string(byte) + ": "; }

std::string About(const Table& table, const Fault& fault, const std::string& what) {
  const std::string number = table.numbered ? std::to_string(fault.column->field) + " " : "";
  return "field " + number + fault.column->name + AtByte(fault.byte) + what;
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

std::string Reason(const Table& table, const Finder& finder, const Fault& fault) {
  const auto about = [&](const std::string& what) { return About(table, fault, what); };
  switch (fault.what) {
    case Fault::What::Absent: return about("it is missing");
    case Fault::What::NotInteger: return about(Quote(fault.text) + " is not an integer");
    case Fault::What::TooBig:
      return about(Quote(fault.text) + (fault.column->kind == Kind::Integer ? " does not fit in 64 bits" : " does not fit in a double"));
    case Fault::What::NotNumber: return about(Quote(fault.text) + " is not a number");
    case Fault::What::NotTime:
      return about(Quote(fault.text) + (fault.column->time == nullptr ? std::string(" is not a time like 2018-07-02T22:23:00.186641Z")
                                                                      : std::string(" is not a time of the form ") + fault.column->time));
    case Fault::What::NotBool: return about(Quote(fault.text) + " is neither true nor false");
    case Fault::What::BadPart: return about(Quote(fault.text) + fault.why);
    case Fault::What::TooShort:
      return std::to_string(fault.fields) + (fault.fields == 1 ? " field" : " fields") + AtByte(fault.byte) + table.record +
             " has at least " + std::to_string(fault.least == 0 ? table.least_fields : fault.least);
    case Fault::What::BadRecord: return fault.why == nullptr ? finder.Explain(fault) : "no record" + AtByte(fault.byte) + fault.why;
    case Fault::What::NoRecord: return "the record is null";
  }
  return {};
}

}  // namespace weir::parsers
