// Where the values of a column of lists are: for each row of a chunk its structs, for each struct its fields.
#pragma once

#include <cstdint>
#include <vector>

#include "records.hpp"

namespace weir::parsers {

class Elements {
 public:
  enum class Is : uint8_t { Missing, List, Other };  // Other: a value that is no list of structs
  struct Row {
    Is is = Is::Missing;
    uint32_t begin = 0, end = 0;  // elements
  };
  // A length of -1 says that there is none; its start can be read all the same.
  struct Part {
    uint32_t start;
    int32_t length;
  };

  // `parts`: fields of a struct.
  explicit Elements(uint32_t parts) : parts_(parts), rows_(kChunkRows) {}

  void Clear() {
    rows_.assign(kChunkRows, {});
    found_.clear();
    nulls_.clear();
  }
  // The row's value begins; what was found in another one before does not count.
  void Begin(uint32_t row, Is is) {
    const auto count = static_cast<uint32_t>(nulls_.size());
    rows_[row] = {is, count, count};
  }
  void Append(uint32_t row, bool is_null) {
    found_.resize(found_.size() + parts_, Part{0, -1});
    nulls_.push_back(is_null ? 1 : 0);
    ++rows_[row].end;
  }
  // A field, from 1, of the struct that was appended last.
  void Set(uint32_t part, Part found) { found_[found_.size() - parts_ + part - 1] = found; }

  uint32_t parts() const { return parts_; }
  const Row& row(uint32_t row) const { return rows_[row]; }
  bool is_null(uint32_t element) const { return nulls_[element] != 0; }
  const Part& part(uint32_t element, uint32_t part) const { return found_[element * parts_ + part - 1]; }

 private:
  uint32_t parts_;
  std::vector<Row> rows_;
  std::vector<Part> found_;
  std::vector<uint8_t> nulls_;
};

}  // namespace weir::parsers
