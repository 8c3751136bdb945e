#include "finder.hpp"

#include <algorithm>
#include <string>

namespace weir::parsers {

void RecordFinder::Find(const Chunk& chunk, Faults& faults) {
  std::fill_n(escapes_.begin(), chunk.rows, uint8_t{0});
  for (row_ = 0; row_ < chunk.rows; ++row_) {
    start_ = chunk.start[row_];
    record_ = chunk.base + start_;
    for (Spans& field : fields_) {
      field.start[row_] = start_;
      field.length[row_] = -1;
    }
    const int64_t row = chunk.first + row_;
    if (faults.is_lost(row)) continue;
    blamed_ = 0;
    if (const char* wrong = Read(chunk.record(row_))) faults.Add({Fault::What::BadRecord, row, nullptr, blamed_, {}, wrong});
  }
  any_escapes_ = std::find(escapes_.begin(), escapes_.begin() + chunk.rows, 1) != escapes_.begin() + chunk.rows;
}

std::string TellLonger(const Table& table, uint64_t records) {
  if (records == 0) return {};
  const std::string known = table.names.empty()
                                ? "the " + std::to_string(table.fields) + " fields that are known of " + table.record
                                : "the fields that their header, or else the format of " + std::string(table.record) + ", has";
  return std::to_string(records) + " records had more than " + known + "; what came after was left out";
}

}  // namespace weir::parsers
