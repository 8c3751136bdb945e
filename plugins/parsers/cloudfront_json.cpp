#include "cloudfront_json.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "cloudfront_columns.hpp"

namespace weir::parsers {
namespace {

constexpr size_t kUnknown = 100;  // names that are kept for the end
constexpr const char* kNotJson = "not a JSON object";

}  // namespace

CloudFrontJson::CloudFrontJson(const Table& table) : table_(table), fields_(table.fields) {}

void CloudFrontJson::Find(const Chunk& chunk, std::span<const uint32_t> rows, Faults& faults) {
  escapes_.fill(0);
  for (const uint32_t row : rows) {
    for (Spans& field : fields_) {
      field.start[row] = chunk.start[row];
      field.length[row] = -1;
    }
    if (const char* wrong = Read(chunk, row)) faults.Add({Fault::What::BadRecord, chunk.first + row, nullptr, 0, {}, wrong});
  }
}

// What is wrong with the record, or null.
const char* CloudFrontJson::Read(const Chunk& chunk, uint32_t row) {
  const std::string_view record = chunk.record(row);
  static_assert(simdjson::SIMDJSON_PADDING <= 64, "a record has 64 readable bytes behind it");
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser_.iterate(record.data(), record.size(), record.size() + simdjson::SIMDJSON_PADDING).get(document)) return kNotJson;
  if (document.get_object().get(object)) return kNotJson;
  size_t number = 0;
  for (auto found : object) {
    simdjson::ondemand::field member;
    std::string_view key;
    if (std::move(found).get(member) || member.unescaped_key().get(key)) return kNotJson;
    const uint32_t field = FieldOf(key, number++);
    if (field == 0) continue;
    if (const char* wrong = Set(chunk, row, field, member.value())) return wrong;
  }
  const char* rest;
  if (document.current_location().get(rest) == simdjson::SUCCESS) return "text behind the JSON object";
  const auto is_missing = [&](uint32_t field) {
    const Spans& spans = fields_[field - 1];
    return spans.length[row] <= 0 || spans.text(chunk.base, row) == "-";
  };
  if (is_missing(kDate) || is_missing(kTime)) {
    fields_[kDate - 1].length[row] = -1;
    fields_[kTime - 1].start[row] = fields_[kMilliseconds - 1].start[row];
    fields_[kTime - 1].length[row] = fields_[kMilliseconds - 1].length[row];
  }
  return nullptr;
}

const char* CloudFrontJson::Set(const Chunk& chunk, uint32_t row, uint32_t field, simdjson::ondemand::value value) {
  std::string_view text;
  simdjson::ondemand::json_type type;
  if (value.type().get(type)) return kNotJson;
  bool holds;
  switch (type) {
    case simdjson::ondemand::json_type::null:
      if (value.is_null().get(holds) || !holds) return kNotJson;
      fields_[field - 1].length[row] = -1;
      return nullptr;
    case simdjson::ondemand::json_type::array:
    case simdjson::ondemand::json_type::object:
      if (simdjson::to_json_string(value).get(text)) return kNotJson;
      break;
    case simdjson::ondemand::json_type::boolean:
      text = value.raw_json_token();
      if (value.get_bool().get(holds)) return kNotJson;
      break;
    case simdjson::ondemand::json_type::number:
    case simdjson::ondemand::json_type::string: text = value.raw_json_token(); break;
  }
  const size_t end = text.find_last_not_of(" \t\r\n");
  text = text.substr(0, end + 1);
  if (type == simdjson::ondemand::json_type::string) {
    if (text.size() < 2 || text.back() != '"') return kNotJson;
    text = text.substr(1, text.size() - 2);
    if (std::memchr(text.data(), '\\', text.size()) != nullptr) escapes_[row] = 1;
  }
  Spans& spans = fields_[field - 1];
  spans.start[row] = static_cast<uint32_t>(text.data() - chunk.base);
  spans.length[row] = static_cast<int32_t>(text.size());
  return nullptr;
}

// Records mostly have the same keys in the same order.
uint32_t CloudFrontJson::FieldOf(std::string_view key, size_t number) {
  if (number < keys_.size() && keys_[number].name == key) return keys_[number].field;
  const auto known = std::ranges::find(table_.names, key, &FieldName::name);
  const uint32_t field = known == table_.names.end() ? 0 : known->field;
  if (field == 0 && unknown_.size() < kUnknown) unknown_.emplace(key);
  if (number == keys_.size() && number < table_.fields) keys_.emplace_back();
  if (number < keys_.size()) keys_[number] = {std::string(key), field};
  return field;
}

bool CloudFrontJson::Decode(uint32_t row, std::string_view text, std::string& out) const {
  if (escapes_[row] == 0 || text.find('\\') == std::string_view::npos || text[0] == '{' || text[0] == '[') return false;
  // The quotes are around it still.
  const auto value = nlohmann::json::parse(text.data() - 1, text.data() + text.size() + 1, nullptr, false);
  if (!value.is_string()) return false;
  out += value.get_ref<const std::string&>();
  return true;
}

std::string CloudFrontJson::Finish() {
  if (unknown_.empty()) return {};
  std::string said = "objects have keys that are not known and were left out:";
  for (const std::string& name : std::exchange(unknown_, {})) said += ' ' + name;
  return said;
}

}  // namespace weir::parsers
