// The columns of events, and batches of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cwlogs/event_page.hpp"
#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir::cwlogs {

// In the order of Columns().
enum class ColumnOf { LogGroup, LogStream, Timestamp, IngestionTime, EventId, Message, Split, Offset };
std::vector<Field> Columns();

// What tells an event from others of its millisecond: its id, or a hash of what it says; how often an equal one came before it.
struct EventKey {
  uint64_t hash;
  uint32_t equal;
};

struct Rows {
  std::string_view group, stream;  // stream: empty when each event has its own
  std::string_view split;
  std::span<const Event> events;
  std::span<const EventKey> keys;  // of each event
  const Buffer& texts;             // that those of the events lie in
};

// The columns that are wanted, of the flags one for each of Columns().
Array BatchOf(const Rows& rows, std::span<const uint8_t> wanted);

}  // namespace weir::cwlogs
