// Why records could not be read: found row by row while columns are made, told in words only when somebody asks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "number.hpp"
#include "table.hpp"

namespace weir::parsers {

struct Fault {
  enum class What { Absent, NotInteger, TooBig, NotNumber, NotTime, NotBool, NotStructs, TooShort, BadRecord, NoRecord };
  What what;
  int64_t row;                // of the batch
  const Column* column;       // null when it is about the record
  uint32_t byte;              // from the record's first, counted from 0
  std::string_view text;      // what stood there; of the record, if it is about that.  Points into the batch
  const char* why = nullptr;  // of BadRecord: what is wrong, a static text; null: the finder knows (Finder::Explain)
  uint32_t fields = 0;        // that the record has
};

// What became of the rows of a batch.
class Faults {
 public:
  void Reset(int64_t rows) {
    lost_.assign(static_cast<size_t>(rows), 0);
    faults_.clear();
    dropped_ = 0;
  }
  // The first fault of a row is the one that is told.
  void Add(const Fault& fault) {
    if (is_lost(fault.row)) return;
    lost_[static_cast<size_t>(fault.row)] = 1;
    faults_.push_back(fault);
  }
  // A row that is neither kept nor at fault.
  void Drop(int64_t row) {
    lost_[static_cast<size_t>(row)] = 1;
    ++dropped_;
  }
  bool is_lost(int64_t row) const { return lost_[static_cast<size_t>(row)] != 0; }
  bool any() const { return dropped_ != 0 || !faults_.empty(); }
  uint64_t dropped() const { return dropped_; }
  // In the order of the rows.
  std::span<const Fault> Sorted();
  // The rows that are left, in order.
  std::vector<int64_t> Kept() const;

 private:
  std::vector<uint8_t> lost_;
  std::vector<Fault> faults_;
  uint64_t dropped_ = 0;
};

class Finder;

// One line: the field, the byte and what was wrong.
std::string Reason(const Table& table, const Finder& finder, const Fault& fault);

}  // namespace weir::parsers
