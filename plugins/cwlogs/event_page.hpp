// A page of events as GetLogEvents and FilterLogEvents answer it (Amazon CloudWatch Logs API Reference).
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "weir/array.hpp"
#include "weir/status.hpp"

namespace weir::cwlogs {

struct Event {
  int64_t timestamp = 0;             // ms since 1970 UTC
  int64_t ingestion = kNoIngestion;  // likewise
  std::string_view stream, id;       // only FilterLogEvents says them
  std::string_view message;

  static constexpr int64_t kNoIngestion = INT64_MIN;
};

struct EventPage {
  std::vector<Event> events;  // their texts lie in `texts`
  Buffer texts;
  std::string next;     // the token to go on with; empty: there is none
  uint64_t broken = 0;  // texts with escapes that stand for no character, left as they were written
};

// One for each reader, as its memory is used again.
class PageParser {
 public:
  // RETRY when it is no such page: the next answer may be one.
  Result<EventPage> Parse(std::string body);

 private:
  bool ReadEvents(simdjson::ondemand::value list, EventPage& page);
  bool ReadEvent(simdjson::ondemand::object object, EventPage& page);
  // Nothing for null.
  bool ReadText(simdjson::ondemand::value value, EventPage& page, std::string_view& text);
  bool ReadId(simdjson::ondemand::value value, EventPage& page, std::string_view& text);

  simdjson::ondemand::parser parser_;
  uint8_t* end_ = nullptr;  // of the texts so far
};

}  // namespace weir::cwlogs
