#include "cwlogs/rows.hpp"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "weir/builders.hpp"

namespace weir::cwlogs {
namespace {

ArrowArray Times(std::span<const Event> events, int64_t Event::*time) {
  ValuesBuilder<int64_t> column(static_cast<int64_t>(events.size()));
  int64_t row = 0;
  for (const Event& event : events) {
    const int64_t ms = event.*time;
    ms == Event::kNoIngestion ? column.SetNull(row++) : column.Set(row++, ms * 1000);
  }
  return column.Finish();
}

// Text of the page; where there is none, null.
ArrowArray Texts(const Rows& rows, std::string_view Event::*text, bool null_if_empty) {
  TextBuilder column(static_cast<int64_t>(rows.events.size()));
  const int32_t buffer = column.AddBuffer(rows.texts);
  int64_t row = 0;
  for (const Event& event : rows.events) {
    const std::string_view value = event.*text;
    if (value.empty() && null_if_empty)
      column.SetNull(row++);
    else if (value.empty())
      column.Copy(row++, "");
    else
      column.Refer(row++, value, buffer);
  }
  return column.Finish();
}

ArrowArray Streams(const Rows& rows) {
  const auto count = static_cast<int64_t>(rows.events.size());
  if (!rows.stream.empty()) return ConstantText(count, rows.stream);
  std::map<std::string_view, int32_t> numbers;
  Utf8Builder names;
  Buffer indices = Buffer::Allocate(rows.events.size() * sizeof(int32_t));
  auto* index = indices.mutable_data<int32_t>();
  for (const Event& event : rows.events) {
    const auto [entry, is_new] = numbers.try_emplace(event.stream, static_cast<int32_t>(numbers.size()));
    if (is_new) names.Append(event.stream);
    *index++ = entry->second;
  }
  return MakeArray(count, 0, {Buffer{}, std::move(indices)}, {}, names.Finish());
}

// "1714521600000-5f0c3b1e9a7d2468", and "+1" for the second of two that are equal.
ArrowArray Offsets(const Rows& rows) {
  TextBuilder column(static_cast<int64_t>(rows.events.size()));
  fmt::memory_buffer text;
  for (size_t row = 0; row < rows.events.size(); ++row) {
    text.clear();
    fmt::format_to(std::back_inserter(text), "{}-{:016x}", rows.events[row].timestamp, rows.keys[row].hash);
    if (rows.keys[row].equal > 0) fmt::format_to(std::back_inserter(text), "+{}", rows.keys[row].equal);
    column.Copy(static_cast<int64_t>(row), {text.data(), text.size()});
  }
  return column.Finish();
}

ArrowArray ColumnFor(ColumnOf column, const Rows& rows) {
  const auto count = static_cast<int64_t>(rows.events.size());
  switch (column) {
    case ColumnOf::LogGroup: return ConstantText(count, rows.group);
    case ColumnOf::LogStream: return Streams(rows);
    case ColumnOf::Timestamp: return Times(rows.events, &Event::timestamp);
    case ColumnOf::IngestionTime: return Times(rows.events, &Event::ingestion);
    case ColumnOf::EventId: return Texts(rows, &Event::id, true);
    case ColumnOf::Message: return Texts(rows, &Event::message, false);
    case ColumnOf::Split: return ConstantText(count, rows.split);
    case ColumnOf::Offset: break;
  }
  return Offsets(rows);
}

}  // namespace

std::vector<Field> Columns() {
  return {{"log_group", Type::Dictionary},
          {"log_stream", Type::Dictionary},
          {.name = "timestamp", .type = Type::Timestamp, .is_time = true},
          {"ingestion_time", Type::Timestamp},
          {"event_id", Type::Text},
          {"message", Type::Text},
          {"weir.split", Type::Dictionary},
          {"weir.offset", Type::Text}};
}

Array BatchOf(const Rows& rows, std::span<const uint8_t> wanted) {
  std::vector<ArrowArray> columns;
  for (size_t column = 0; column < wanted.size(); ++column)
    if (wanted[column] != 0) columns.push_back(ColumnFor(static_cast<ColumnOf>(column), rows));
  return Array(MakeBatch(static_cast<int64_t>(rows.events.size()), std::move(columns)));
}

}  // namespace weir::cwlogs
