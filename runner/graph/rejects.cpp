#include "graph/rejects.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "weir/take.hpp"

namespace weir::graph {
namespace {

constexpr std::string_view kMessageColumn = "message";

int64_t NowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Rows that were rejected before lose their old reason when they are again.
bool IsReason(const ArrowSchema& column) { return std::string_view(column.name) == kReasonColumn; }

ArrowArray Reasons(size_t rows, std::span<const weir_str> reasons) {
  TextBuilder text(static_cast<int64_t>(rows));
  for (size_t i = 0; i < rows; ++i) text.Copy(static_cast<int64_t>(i), View(reasons[reasons.size() == 1 ? 0 : i]));
  return text.Finish();
}

// `schema` is of one of weir's types.  Null where a value is.
nlohmann::ordered_json ValueOf(const ArrowSchema& schema, const ArrowArray& column, int64_t row) {
  if (Column(column).is_null(row)) return nullptr;
  const Type type = *TypeOf(schema);
  switch (type) {
    case Type::Bool: return Bools(column)[row];
    case Type::Int32: return Values<int32_t>(column)[row];
    case Type::Int64:
    case Type::Timestamp: return Values<int64_t>(column)[row];
    case Type::Double: return Values<double>(column)[row];
    case Type::Text:
    case Type::Utf8:
    case Type::Binary:
    case Type::Dictionary: return VisitText(type, column, [&](const auto& text) { return std::string(text[row]); });
    case Type::List: {
      const Lists lists(column);
      auto json = nlohmann::ordered_json::array();
      for (int64_t i = lists.begin(row); i < lists.end(row); ++i) json.push_back(ValueOf(*schema.children[0], lists.elements(), i));
      return json;
    }
    case Type::Struct: {
      const Structs structs(column);
      auto json = nlohmann::ordered_json::object();
      for (int64_t i = 0; i < structs.fields(); ++i)
        json[schema.children[i]->name] = ValueOf(*schema.children[i], structs.field(i), structs.row_of_fields(row));
      return json;
    }
  }
  return nullptr;
}

// Text that is not UTF-8 is repaired: JSON has no other.
std::string Dumped(const nlohmann::ordered_json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

bool IsText(Type type) { return type == Type::Text || type == Type::Utf8 || type == Type::Binary || type == Type::Dictionary; }

bool HasMessage(const ArrowSchema& schema) {
  const auto message = FindColumn(schema, kMessageColumn);
  return message && TypeOf(*schema.children[*message]) == Type::Text;
}

std::string RowAsJson(const ArrowSchema& schema, const ArrowArray& array, int64_t row, bool with_message) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (int64_t i = 0; i < schema.n_children; ++i)
    if (TypeOf(*schema.children[i]) && !IsOrigin(schema.children[i]->name) &&
        (with_message || std::string_view(schema.children[i]->name) != kMessageColumn))
      json[schema.children[i]->name] = ValueOf(*schema.children[i], *array.children[i], row);
  return Dumped(json);
}

// Text of an origin column, or null where the rows have none.
ArrowArray OriginText(std::string_view name, const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows) {
  const auto count = static_cast<int64_t>(rows.size());
  TextBuilder text(count);
  const auto index = FindColumn(schema, name);
  const auto known = index ? TypeOf(*schema.children[*index]) : std::nullopt;
  const Type type = known.value_or(Type::Text);
  for (int64_t i = 0; i < count; ++i) {
    if (!known || Column(*array.children[*index]).is_null(rows[i]))
      text.SetNull(i);
    else if (IsText(type))
      VisitText(type, *array.children[*index], [&](const auto& values) { text.Copy(i, values[rows[i]]); });
    else
      text.Copy(i, Dumped(ValueOf(*schema.children[*index], *array.children[*index], rows[i])));
  }
  return text.Finish();
}

ArrowArray RawText(const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows) {
  if (HasMessage(schema)) {
    const size_t message = *FindColumn(schema, kMessageColumn);
    return Take(*schema.children[message], *array.children[message], rows);
  }
  TextBuilder text(static_cast<int64_t>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) text.Copy(static_cast<int64_t>(i), RowAsJson(schema, array, rows[i], true));
  return text.Finish();
}

ArrowArray OtherColumns(const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows) {
  TextBuilder text(static_cast<int64_t>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string json = HasMessage(schema) ? RowAsJson(schema, array, rows[i], false) : "{}";
    json == "{}" ? text.SetNull(static_cast<int64_t>(i)) : text.Copy(static_cast<int64_t>(i), json);
  }
  return text.Finish();
}

}  // namespace

Schema RejectedSchema(const ArrowSchema& in) {
  const Schema reason(std::vector<Field>{{kReasonColumn, Type::Text}});
  std::vector<const ArrowSchema*> columns;
  for (int64_t i = 0; i < in.n_children; ++i)
    if (!IsReason(*in.children[i])) columns.push_back(in.children[i]);
  columns.push_back(reason.get()->children[0]);
  return Schema::Of(columns);
}

ArrowArray RejectedRows(const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows,
                        std::span<const weir_str> reasons) {
  std::vector<ArrowArray> columns;
  for (int64_t i = 0; i < schema.n_children; ++i)
    if (!IsReason(*schema.children[i])) columns.push_back(Take(*schema.children[i], *array.children[i], rows));
  columns.push_back(Reasons(rows.size(), reasons));
  return MakeBatch(static_cast<int64_t>(rows.size()), std::move(columns));
}

const Schema& DeadLetterSchema() {
  static const Schema schema(std::vector<Field>{{"time", Type::Timestamp, true},
                                                {"node", Type::Dictionary},
                                                {"split", Type::Text},
                                                {"offset", Type::Text},
                                                {"reason", Type::Text},
                                                {"raw", Type::Text},
                                                {"columns", Type::Text}});
  return schema;
}

ArrowArray DeadLetters(std::string_view node, const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows,
                       std::span<const weir_str> reasons) {
  const auto count = static_cast<int64_t>(rows.size());
  ValuesBuilder<int64_t> time(count);
  const int64_t now = NowMicros();
  for (int64_t i = 0; i < count; ++i) time.Set(i, now);
  std::vector<ArrowArray> columns{time.Finish(),
                                  ConstantText(count, node),
                                  OriginText(kSplitColumn, schema, array, rows),
                                  OriginText(kOffsetColumn, schema, array, rows),
                                  Reasons(rows.size(), reasons),
                                  RawText(schema, array, rows),
                                  OtherColumns(schema, array, rows)};
  return MakeBatch(count, std::move(columns));
}

}  // namespace weir::graph
