#include "cur.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "csv_finder.hpp"
#include "cur_columns.hpp"
#include "escape.hpp"
#include "json_text.hpp"

namespace weir::parsers {
namespace {

constexpr uint32_t kOther = std::size(kCurColumns);  // the last one
// Each row repeats its headings, so that they must not be what a hostile header makes of them.  Keys of tags have 128 characters at most.
constexpr size_t kLongestHeading = 256;

constexpr auto kColumns = [] {
  std::array<Column, kOther> columns{};
  for (uint32_t i = 0; i < kOther; ++i) {
    const CurColumn& from = kCurColumns[i];
    columns[i] = {.name = from.name, .field = i + 1, .kind = from.kind, .missing = Missing::None, .since = from.since, .doc = from.doc};
    columns[i].is_time = std::string_view(from.name) == "line_item_usage_start_date";
  }
  return columns;
}();

// Those that a header may have.
constexpr auto kNames = [] {
  std::array<FieldName, kOther - 1> names{};
  for (uint32_t i = 0; i < names.size(); ++i) names[i] = {kCurColumns[i].name, i + 1};
  return names;
}();

class CurFinder final : public CsvFinder {
 public:
  CurFinder() : CsvFinder(kCur, kNothing) { all_.fill(1); }

  void SetHead(std::string_view head) override {
    CsvFinder::SetHead(head);
    others_.clear();
    uint32_t place = 0;
    std::set<std::string> seen;
    for (const std::string& heading : HeaderNames(head, kCur.separator)) {
      if (++place > Layout::kMostFields) break;
      const std::string name = CurName(heading);
      if (std::ranges::find(kNames, name, &FieldName::name) != kNames.end() || !seen.insert(heading).second) continue;
      std::string key;
      PutJson(heading, key);
      if (key.size() > kLongestHeading + 2) continue;  // with its quotes
      others_.push_back({place, key + ":"});
    }
  }

  bool Lacks(uint32_t field) const override { return field == kOther ? others_.empty() : CsvFinder::Lacks(field); }

  // The field of the others is the record, where any of them has a value.
  const Spans& Take(const Chunk& chunk, uint32_t field) override {
    if (field != kOther) return CsvFinder::Take(chunk, field);
    for (uint32_t row = 0; row < chunk.rows; ++row) {
      spans_.start[row] = chunk.start[row];
      const bool any = std::ranges::any_of(others_, [&](const Other& other) { return !Value(chunk.base, row, other.place).empty(); });
      spans_.length[row] = any ? static_cast<int32_t>(chunk.length[row]) : -1;
    }
    return spans_;
  }

  const uint8_t* escapes_of(uint32_t field) const override { return field == kOther ? all_.data() : escapes(); }

  bool DecodeField(uint32_t field, uint32_t row, std::string_view text, char before, std::string& out) const override {
    if (field != kOther) return Decode(text, before, out);
    std::string plain;
    char next = '{';
    for (const Other& other : others_) {
      const std::string_view value = Value(text.data() - RecordStart(row), row, other.place);
      if (value.empty()) continue;
      out += next;
      next = ',';
      out += other.key;
      plain.clear();
      const char quote = value.data() > text.data() ? value.data()[-1] : '\0';
      PutJson(Decode(value, quote, plain) ? plain : value, out);
    }
    out += '}';
    return true;
  }

  // Headings of no column, and columns without a heading, are as they should be.
  std::string Finish() override { return FinishLonger(); }

 protected:
  std::string NameOf(std::string_view heading) const override { return CurName(heading); }

 private:
  struct Other {
    uint32_t place;
    std::string key;  // the heading as JSON, and a colon
  };
  static inline const std::string kNothing;

  std::array<uint8_t, kChunkRows> all_;
  std::vector<Other> others_;
  Spans spans_;
};

}  // namespace

constexpr Table kCur{.record = "a line item",
                     .columns = kColumns,
                     .fields = kOther,
                     .least_fields = kOther - 1,
                     .separator = ',',
                     .quoting = Quoting::Doubled,
                     .numbered = false,
                     .names = kNames};

std::string CurName(std::string_view heading) {
  std::string name;
  for (const char c : heading) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !name.empty() && name.back() != '_') name += '_';
    name += c == '/' ? '_' : is_upper ? static_cast<char>(c | 0x20) : c;
  }
  return name;
}

const OptionTable<Cur>& Cur::Options() {
  static const OptionTable<Cur> table = CommonOptions<Cur>();
  return table;
}

std::unique_ptr<Finder> Cur::NewFinder() const { return std::make_unique<CurFinder>(); }

}  // namespace weir::parsers
