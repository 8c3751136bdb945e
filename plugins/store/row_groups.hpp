// Groups the rows of a batch by the path that their values make.  Most batches are one group: that is seen without looking at each
// row twice.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/rows.hpp"
#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir::store {

// The distinct texts that one column has in a batch, in the order in which they first come, and which row has which.
struct Facet {
  std::vector<int32_t> codes;  // one a row; empty when all rows have texts[0]
  std::vector<std::string> texts;

  static Facet Of(std::string text) { return {{}, {std::move(text)}}; }
};

// Whether a column of that type can name a file or a folder.
bool CanPartitionBy(Type type);

// The values of rows `first` to `first + rows`, of a column of a type that CanPartitionBy.  Null has the empty text.
Facet FacetOfColumn(Type type, const ArrowArray& column, int64_t first, int64_t rows);

// What `text` makes of each row's time: of timestamps, where all times of one span since 1970 (a day, an hour) have the same text.
// Null has the empty text.
Facet FacetOfTime(const ArrowArray& times, int64_t first, int64_t rows, int64_t span, const std::function<std::string(int64_t)>& text);

struct RowGroup {
  std::string name;
  Rows rows;  // list borrowed from the RowGroups until its next Begin
};

// Names grow from left to right.  Rows that have the same text in each facet are one group; two groups may come to have one name.
class RowGroups {
 public:
  void Begin(int64_t rows);
  void Append(std::string_view literal);
  void Append(const Facet& facet);
  // In the order in which they first come; rows keep their order.
  std::vector<RowGroup> Finish();

 private:
  int64_t count_ = 0;
  std::vector<int32_t> codes_;  // of the names so far; empty: all rows have names_[0]
  std::vector<std::string> names_;
  std::vector<int32_t> rows_;  // of all groups, one after the other
};

}  // namespace weir::store
