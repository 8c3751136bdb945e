#include "finder.hpp"

#include <algorithm>
#include <cassert>

namespace weir::parsers {

const Elements& Finder::TakeElements(uint32_t /*field*/) {
  static const Elements none(0);
  assert(false && "no column of the format is a list");
  return none;
}

void RecordFinder::Find(const Chunk& chunk, Faults& faults) {
  std::fill_n(escapes_.begin(), chunk.rows, uint8_t{0});
  Begin();
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

}  // namespace weir::parsers
