#include "cwlogs/event_page.hpp"

#include <charconv>
#include <cstring>
#include <utility>

namespace weir::cwlogs {
namespace {

namespace ondemand = simdjson::ondemand;

// AWS gives times since 1970; what a server makes up must not run over when it is counted in nanoseconds.
constexpr int64_t kMostMs = INT64_MAX / 1'000'000;

}  // namespace

Result<EventPage> PageParser::Parse(std::string body) {
  const size_t bytes = body.size();
  const simdjson::padded_string json(body);
  std::string().swap(body);
  EventPage page;
  page.texts = Buffer::Allocate(bytes + simdjson::SIMDJSON_PADDING);
  end_ = page.texts.mutable_data<uint8_t>();
  bool has_events = false;
  ondemand::document document;
  ondemand::object object;
  bool good = !parser_.iterate(json).get(document) && !document.get_object().get(object);
  if (good) {
    for (auto member : object) {
      ondemand::field field;
      std::string_view key;
      good = !std::move(member).get(field) && !field.unescaped_key().get(key);
      if (!good) break;
      std::string_view token;
      if (key == "events")
        good = has_events = ReadEvents(field.value(), page);
      else if (key == "nextForwardToken" || key == "nextToken")
        good = ReadText(field.value(), page, token);
      if (!good) break;
      if (!token.empty()) page.next = token;
    }
  }
  if (!good || !has_events) return Status::Retry("the answer is no page of events");
  return page;
}

bool PageParser::ReadEvents(ondemand::value list, EventPage& page) {
  ondemand::array array;
  if (list.get_array().get(array)) return false;
  for (auto item : array) {
    ondemand::object object;
    if (item.get_object().get(object) || !ReadEvent(object, page)) return false;
  }
  return true;
}

bool PageParser::ReadEvent(ondemand::object object, EventPage& page) {
  Event event;
  bool has_time = false;
  for (auto member : object) {
    ondemand::field field;
    std::string_view key;
    if (std::move(member).get(field) || field.unescaped_key().get(key)) return false;
    const auto read_time = [&](int64_t& time) { return !field.value().get_int64().get(time) && time >= -kMostMs && time <= kMostMs; };
    bool good = true;
    if (key == "timestamp")
      good = has_time = read_time(event.timestamp);
    else if (key == "ingestionTime")
      good = read_time(event.ingestion);
    else if (key == "message")
      good = ReadText(field.value(), page, event.message);
    else if (key == "logStreamName")
      good = ReadText(field.value(), page, event.stream);
    else if (key == "eventId")
      good = ReadId(field.value(), page, event.id);
    if (!good) return false;
  }
  page.events.push_back(event);
  return has_time;
}

// A string of digits; servers that stand in for the service have been seen to give a number.
bool PageParser::ReadId(ondemand::value value, EventPage& page, std::string_view& text) {
  uint64_t number = 0;
  if (ondemand::json_type type; value.type().get(type) || type != ondemand::json_type::number) return ReadText(value, page, text);
  if (value.get_uint64().get(number)) return false;
  char* const begin = reinterpret_cast<char*>(end_);
  const auto [end, error] = std::to_chars(begin, begin + 20, number);
  end_ = reinterpret_cast<uint8_t*>(end);
  text = {begin, static_cast<size_t>(end - begin)};
  return error == std::errc();
}

bool PageParser::ReadText(ondemand::value value, EventPage& page, std::string_view& text) {
  ondemand::raw_json_string raw;
  const std::string_view written = value.raw_json_token();
  if (ondemand::json_type type; !value.type().get(type) && type == ondemand::json_type::null) return !value.is_null().error();
  if (value.get_raw_json_string().get(raw)) return false;
  uint8_t* const begin = end_;
  if (!parser_.unescape(raw, end_).get(text)) return true;
  // Such as half of a pair of surrogates.  What is written takes no more room than what it would have stood for could have.
  const std::string_view kept = written.substr(1, written.find_last_of('"') - 1);
  std::memcpy(begin, kept.data(), kept.size());
  end_ = begin + kept.size();
  text = {reinterpret_cast<const char*>(begin), kept.size()};
  ++page.broken;
  return true;
}

}  // namespace weir::cwlogs
