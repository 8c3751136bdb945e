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
  enum class What { Absent, NotInteger, TooBig, NotNumber, NotTime, NotBool, BadPart, TooShort, BadRecord, NoRecord };
  What what;
  int64_t row;                // of the batch
  const Column* column;       // null when it is about the record
  uint32_t byte;              // from the record's first, counted from 0
  std::string_view text;      // what stood there; of the record, if it is about that.  Points into the batch
  const char* why = nullptr;  // of BadPart and BadRecord: what is wrong, a static text; null: the finder knows (Finder::Explain)
  uint32_t fields = 0;        // that the record has
  uint32_t least = 0;         // that it must have; 0: as the table says
};

// Rows that are neither kept nor at fault.
struct Dropped {
  const char* why;
  uint64_t rows;
};

// What became of the rows of a batch.
class Faults {
 public:
  void Reset(int64_t rows) {
    lost_.assign(static_cast<size_t>(rows), 0);
    faults_.clear();
    dropped_.clear();
  }
  // The first fault of a row is the one that is told.
  void Add(const Fault& fault) {
    if (is_lost(fault.row)) return;
    lost_[static_cast<size_t>(fault.row)] = 1;
    faults_.push_back(fault);
  }
  // A row that is neither kept nor at fault; `why` is a static text.
  void Drop(int64_t row, const char* why) {
    lost_[static_cast<size_t>(row)] = 1;
    for (Dropped& dropped : dropped_) {
      if (dropped.why != why) continue;
      ++dropped.rows;
      return;
    }
    dropped_.push_back({why, 1});
  }
  bool is_lost(int64_t row) const { return lost_[static_cast<size_t>(row)] != 0; }
  bool any() const { return !dropped_.empty() || !faults_.empty(); }
  std::span<const Dropped> dropped() const { return dropped_; }
  // In the order of the rows.
  std::span<const Fault> Sorted();
  // The rows that are left, in order.
  std::vector<int64_t> Kept() const;

 private:
  std::vector<uint8_t> lost_;
  std::vector<Fault> faults_;
  std::vector<Dropped> dropped_;
};

class Finder;

// One line: the field, the byte and what was wrong.
std::string Reason(const Table& table, const Finder& finder, const Fault& fault);

}  // namespace weir::parsers
