// A page of events that CloudWatch Logs answers, and what is made of it: rows, and a position that reads back.
#include <string>
#include <string_view>

#include "cwlogs/event_page.hpp"
#include "cwlogs/rows.hpp"
#include "cwlogs/taken.hpp"
#include "input.hpp"

using namespace weir;
using namespace weir::cwlogs;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static PageParser parser;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (auto position = Position::Decode(input)) fuzz::Expect(Position::Decode(position->Encode()).has_value(), "a position reads back");
  Result<EventPage> page = parser.Parse(std::string(input));
  if (!page.ok()) {
    fuzz::Expect(page.status().code() == WEIR_E_RETRY && !page.status().message().empty(), "what is no page is said");
    return 0;
  }
  const std::string_view texts(page->texts.as<char>(), page->texts.bytes);
  for (const Event& event : page->events)
    for (const std::string_view text : {event.message, event.stream, event.id})
      fuzz::Expect(text.empty() || (texts.begin() <= text.begin() && text.end() <= texts.end()), "a text lies in the page's");
  const size_t all = page->events.size();
  TakenEvents taken({}, INT64_MAX);
  taken.Restart();
  const std::vector<EventKey> keys = taken.Take(page->events);
  fuzz::Expect(keys.size() == all && page->events.size() == all, "all of a first page is taken");
  const std::vector<uint8_t> wanted(Columns().size(), 1);
  const Array batch = BatchOf({"group", size % 2 == 0 ? "stream" : "", "split", page->events, keys, page->texts}, wanted);
  fuzz::Expect(batch.rows() == static_cast<int64_t>(all), "a row for each event");
  const auto again = Position::Decode(taken.position().Encode());
  fuzz::Expect(again && again->known == taken.position().known, "the position it leaves reads back");
  return 0;
}
