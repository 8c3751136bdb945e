#include "cloudfront_finder.hpp"

#include "cloudfront_columns.hpp"
#include "percent.hpp"

namespace weir::parsers {
namespace {

// The time is where the date is too, or else where the milliseconds are.
Layout WithTime(Layout layout) {
  if (layout.place(kDate) == 0 || layout.place(kTime) == 0) {
    layout.Move(kDate, 0);
    layout.Move(kTime, kMilliseconds);
  }
  return layout;
}

Layout UsualLayout(const Table& table) {
  std::vector<std::string_view> names;
  for (const FieldName& name : table.names.first(kStandardFields)) names.push_back(name.name);
  Layout layout(table, names);
  layout.AllowShorter(kLeastFields);
  return layout;
}

// What stands behind #Fields: in the last such line.
std::string_view FieldsIn(std::string_view head) {
  constexpr std::string_view kFields = "#Fields:";
  const size_t at = head.rfind(kFields);
  if (at == std::string_view::npos) return {};
  head.remove_prefix(at + kFields.size());
  return head.substr(0, head.find('\n'));
}

}  // namespace

CloudFrontFinder::CloudFrontFinder(const Table& table, std::span<const uint32_t> encoded)
    : Delimited(table, false), table_(table), usual_(UsualLayout(table)), encoded_(table.fields + 1) {
  for (const uint32_t field : encoded) encoded_[field] = 1;
  SetLayout(usual_);
}

void CloudFrontFinder::SetHead(std::string_view head) {
  const std::vector<std::string_view> names = Words(FieldsIn(head));
  SetLayout(names.empty() ? usual_ : WithTime(Layout(table_, names)));
}

void CloudFrontFinder::Find(const Chunk& chunk, Faults& faults) {
  json_.clear();
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    if (chunk.length[row] == 0) continue;
    const char first = chunk.base[chunk.start[row]];
    if (first == '#') faults.Drop(chunk.first + row, "comment");
    if (first == '{' && !faults.is_lost(chunk.first + row)) json_.push_back(row);
  }
  Delimited::Find(chunk, faults);
  if (json_.empty()) return;
  if (objects_ == nullptr) objects_ = std::make_unique<CloudFrontJson>(table_);
  objects_->Find(chunk, json_, faults);
}

const Spans& CloudFrontFinder::Take(const Chunk& chunk, uint32_t field) {
  const Spans& lines = Delimited::Take(chunk, field);
  if (json_.empty()) return lines;
  mixed_ = lines;
  const Spans& objects = objects_->spans(field);
  for (const uint32_t row : json_) {
    mixed_.start[row] = objects.start[row];
    mixed_.length[row] = objects.length[row];
  }
  return mixed_;
}

const uint8_t* CloudFrontFinder::escapes_of(uint32_t field) const {
  static const std::vector<uint8_t> kAll(kChunkRows, 1);
  if (encoded_[field] != 0) return kAll.data();
  return json_.empty() ? nullptr : objects_->escapes();
}

bool CloudFrontFinder::DecodeField(uint32_t field, uint32_t row, std::string_view text, char /*before*/, std::string& out) const {
  constexpr int kTimes = 2;
  const bool is_encoded = encoded_[field] != 0;
  std::string plain;
  const bool has_escapes = !json_.empty() && objects_->Decode(row, text, plain);
  if (is_encoded && DecodePercent(has_escapes ? plain : text, kTimes, out)) return true;
  if (has_escapes) out += plain;
  return has_escapes;
}

std::string CloudFrontFinder::Finish() {
  std::string said = Delimited::Finish();
  if (objects_ == nullptr) return said;
  const std::string of_objects = objects_->Finish();
  if (!said.empty() && !of_objects.empty()) said += "; ";
  return said + of_objects;
}

}  // namespace weir::parsers
