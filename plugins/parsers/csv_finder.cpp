#include "csv_finder.hpp"

#include <algorithm>
#include <utility>

#include "escape.hpp"

namespace weir::parsers {

std::vector<std::string> HeaderNames(std::string_view head, char separator) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  while (head.starts_with('\n') || head.starts_with('\r')) head.remove_prefix(1);
  while (!head.empty() && (head.back() == '\n' || head.back() == '\r')) head.remove_suffix(1);
  std::vector<std::string> names;
  if (head.empty()) return names;
  names.emplace_back();
  bool inside = false;
  for (size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (inside && c == '"' && i + 1 < head.size() && head[i + 1] == '"') {
      names.back() += head[++i];
    } else if (c == '"') {
      inside = !inside;
    } else if (c == separator && !inside) {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

CsvFinder::CsvFinder(const Table& table, const std::string& null)
    : Delimited(table, true), table_(table), null_(null), is_text_(table.fields + 1) {
  for (const Column& column : table.columns) is_text_[column.field] = column.kind == Kind::Text;
}

void CsvFinder::SetHead(std::string_view head) {
  std::vector<std::string> names = HeaderNames(head, table_.separator);
  if (names.empty()) return SetLayout(Layout(table_));
  for (std::string& name : names) name = NameOf(name);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const Layout layout(table_, views);
  for (const FieldName& known : table_.names)
    if (layout.place(known.field) == 0) lacking_.emplace(known.name);
  SetLayout(layout);
}

// A value that stands for none is absent: in quotes it is the text.  Nothing at all is no number and no time, whatever is around it.
const Spans& CsvFinder::Take(const Chunk& chunk, uint32_t field) {
  const Spans& found = Delimited::Take(chunk, field);
  const bool is_text = is_text_[field];
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const uint32_t start = found.start[row];
    int32_t length = found.length[row];
    if (length >= 0 && static_cast<size_t>(length) == null_.size()) {
      const bool quoted = start > chunk.start[row] && chunk.base[start - 1] == '"';
      if (!quoted && found.text(chunk.base, row) == null_) length = -1;
    }
    if (length == 0 && !is_text) length = -1;
    spans_.start[row] = start;
    spans_.length[row] = length;
  }
  return spans_;
}

std::string CsvFinder::Finish() {
  std::string said = Delimited::Finish();
  if (lacking_.empty()) return said;
  if (!said.empty()) said += "; ";
  said += "header lines lack columns, which are null there:";
  for (const std::string& name : std::exchange(lacking_, {})) said += ' ' + name;
  return said;
}

}  // namespace weir::parsers
