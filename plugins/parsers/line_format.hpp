// A line as the format string of a web server describes it: fields with fixed text around them.  Compiled once, from whichever
// language the string is in, to a table and to the steps by which LineFinder goes through each record.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "escape.hpp"
#include "finder.hpp"
#include "table.hpp"

namespace weir::parsers {

// How the value of a field is written.
struct LineValue {
  bool is_list = false;  // may hold ", " and " : ", which then do not end it
  bool blank = false;    // nothing at all stands for no value
};

// A field, and the text behind it.
struct LineStep {
  std::string stop;     // "": the line ends here
  std::string missing;  // the reason when the stop is not there
  uint32_t field;       // from 1
  LineValue value;
  bool is_number = false;  // holds no space, whatever stops it
  uint32_t inner = 0;      // how many groups of the stop's first byte the value itself holds: a time with spaces
};

class LineFormat {
 public:
  // What stands in the place of fields is given in order.
  void AddText(std::string_view text);
  // A field with its columns, whose `field` is set here.  False when nothing divides it from the field before.  A name that is taken gets
  // a number.
  bool AddField(std::vector<Column> columns, LineValue value = {});
  // The line may end here already; what follows is absent then.
  void AllowEnd() { may_end_after_ = steps_.size(); }
  // To be called last.
  void Close(const char* record);

  bool empty() const { return steps_.empty(); }
  const Table& table() const { return table_; }
  const std::string& start() const { return start_; }
  const std::vector<LineStep>& steps() const { return steps_; }
  size_t may_end_after() const { return may_end_after_; }
  // Keeps a text as long as the format.
  const char* Keep(std::string text) { return texts_.emplace_back(std::move(text)).c_str(); }

 private:
  std::string start_;
  std::vector<LineStep> steps_;
  size_t may_end_after_ = 0;
  std::vector<Column> columns_;
  std::deque<std::string> texts_;  // that the columns point to
  Table table_{};
};

class LineFinder : public RecordFinder {
 public:
  // `escapes`: of the texts, when they are `escaped`; `decodes`: whether they become what they stand for.
  LineFinder(const LineFormat& format, bool escaped, Escapes escapes, bool decodes);

  bool Decode(std::string_view text, char before, std::string& out) const override;
  std::string Finish() override;

 protected:
  const char* Read(std::string_view record) override;

 private:
  const char* FindStop(const LineStep& step, bool is_last, const char* from, const char* end) const;

  const LineFormat& format_;
  const bool escaped_;
  const Escapes escapes_;
  const bool decodes_;
  uint64_t longer_ = 0;  // records with more behind the last field
};

}  // namespace weir::parsers
