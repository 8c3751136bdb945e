// Which rows of a batch are meant: a contiguous range, or a list of row numbers in rising order.
#pragma once

#include <algorithm>
#include <cstdint>

namespace weir::store {

struct Rows {
  const int32_t* list = nullptr;  // borrowed; null: first, first + 1, ...
  int64_t first = 0;
  int64_t count = 0;

  static Rows All(int64_t count) { return {nullptr, 0, count}; }
  Rows Head(int64_t n) const { return {list, first, std::min(n, count)}; }
  Rows Without(int64_t n) const { return list != nullptr ? Rows{list + n, 0, count - n} : Rows{nullptr, first + n, count - n}; }
  int64_t operator[](int64_t i) const { return list != nullptr ? list[i] : first + i; }
};

// Calls visit(row_of), where row_of(i) is the i-th of the rows: one loop compiled for ranges and one for lists.
template <class Visit>
decltype(auto) VisitRows(Rows rows, Visit&& visit) {
  if (rows.list == nullptr) return visit([first = rows.first](int64_t i) { return first + i; });
  return visit([list = rows.list](int64_t i) { return static_cast<int64_t>(list[i]); });
}

}  // namespace weir::store
