// Rows as JSON lines: one object a row, the columns in the order of the batch, what is missing left out.
//
//   row       = "{" [ member *( "," member ) ] "}" LF        member = name ":" value
//   text      a string; text that is not UTF-8 as bytes
//   bytes     {"base64":"..."}
//   timestamp "2024-02-01T10:00:00.000000Z", UTC, microseconds
//   double    the shortest number that reads back the same; null for NaN and infinities
//   list      an array, with null for an element that is missing
//   struct    an object like a row, without the fields that are missing
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "weir/arrow.h"
#include "weir/columns.hpp"

namespace weir::text {

// CONFIG when a column has a type that no row can be written with.
Status CheckJsonColumns(const ArrowSchema& columns);

// Writes rows of one batch, which must outlive it.  The columns have passed CheckJsonColumns.
class JsonRows {
 public:
  // Columns of a row's origin ("weir.split") are left out unless asked for.
  JsonRows(const ArrowSchema& columns, const ArrowArray& batch, bool origin);

  int64_t rows() const { return rows_; }
  // Appends `count` rows from `first` on, each ending in a newline.
  void Append(int64_t first, int64_t count, std::string& out);
  void AppendRow(int64_t row, std::string& out);

 private:
  // How one column is written.  The function is chosen once, so that the loop over rows tests no types.
  struct Member {
    std::string name;  // with quotes and colon
    Column column;
    const ArrowArray* array;
    void (*append)(Member&, int64_t row, std::string& out);
    std::vector<std::string> words{};  // of a dictionary: each value as JSON, made when it is first met
    std::vector<Member> children{};    // of a list its element, of a struct its fields
  };
  static Member MemberOf(const ArrowSchema& column, const ArrowArray& array);
  static void AppendMembers(std::vector<Member>& members, int64_t row, std::string& out);
  template <class Reader, auto kAppend>
  static void AppendValue(Member& member, int64_t row, std::string& out);
  static void AppendBool(Member& member, int64_t row, std::string& out);
  static void AppendWord(Member& member, int64_t row, std::string& out);
  static void AppendList(Member& member, int64_t row, std::string& out);
  static void AppendStruct(Member& member, int64_t row, std::string& out);
  static auto AppenderOf(Type type) -> void (*)(Member&, int64_t, std::string&);

  std::vector<Member> members_;
  int64_t rows_;
  int64_t offset_;
};

}  // namespace weir::text
