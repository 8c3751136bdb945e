#include "cwlogs/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::cwlogs {
namespace {

// One prefix that stands for all of the patterns, when the service can be asked by one.
std::string CommonPrefix(const std::vector<NamePattern>& patterns) { return patterns.size() == 1 ? patterns.front().prefix() : ""; }

}  // namespace

Result<std::unique_ptr<Source::Reader>> EventReader::Open(const Reading& reading, const SplitId& id, std::string_view bytes) {
  Position position{.from = id.window ? id.window->from : reading.since};
  if (!bytes.empty()) {
    std::optional<Position> decoded = Position::Decode(bytes);
    if (!decoded) return Status::Fatal("open " + id.text() + ": its bookmark is none of this source");
    position = std::move(*decoded);
  }
  Query query{.group = id.group, .stream = id.stream, .pattern = reading.pattern};
  if (id.stream.empty()) query.stream_prefix = CommonPrefix(reading.streams);
  query.window = {position.from, id.window ? id.window->until : reading.until};
  const int64_t margin = id.window ? INT64_MAX : reading.margin;
  return std::unique_ptr<Reader>(new EventReader(reading, id, std::move(query), std::move(position), margin));
}

EventReader::EventReader(const Reading& reading, const SplitId& id, Query query, Position position, int64_t margin)
    : reading_(reading), id_(id), split_(id.text()), query_(std::move(query)), taken_(std::move(position), margin) {
  if (taken_.position().token.empty()) {
    Restart();
  } else {
    kept_token_ = token_ = taken_.position().token;
    query_.window = taken_.position().asked;
  }
}

void EventReader::Restart() {
  token_.clear();
  query_.window.from = taken_.position().from;
  taken_.Restart();
}

Result<weir_code> EventReader::poll(Output& output) {
  if (query_.window.from >= query_.window.until) return Ended(output);
  Result<std::optional<std::string>> body = reading_.service.Events(query_, token_);
  if (!body.ok()) return body.status();
  if (!*body) return Again();
  Result<EventPage> page = parser_.Parse(std::move(**body));
  if (!page.ok()) return Status(page.status()).Annotate(split_);
  const bool filters = id_.stream.empty();
  const bool is_same = !token_.empty() && page->next == token_;
  if (filters ? is_same : page->next.empty()) return Status::Retry(split_ + ": the answer does not say how to go on");
  // The same token twice is the end of a stream; a page without events is none.
  const bool is_last = filters ? page->next.empty() : is_same;
  token_ = is_last ? "" : std::move(page->next);
  if (Status status = Emit(*page, output); !status.ok()) return status;
  return is_last ? Ended(output) : weir_code{WEIR_OK};
}

// The service does not take the token any more.
Result<weir_code> EventReader::Again() {
  if (std::exchange(has_restarted_, true)) return Status::Retry(split_ + ": the service gives tokens that it does not take");
  const bool filters = id_.stream.empty();
  reading_.host.Log(filters ? WEIR_WARN : WEIR_INFO,
                    fmt::format("{}: the token to go on with is not good any more; going on by time{}", split_,
                                filters ? "; what the service gives in another order than that may be missed" : ""));
  Restart();
  return weir_code{WEIR_OK};
}

// All that was asked for is there.
Result<weir_code> EventReader::Ended(Output& output) {
  if (id_.window) return weir_code{id_.window->until <= reading_.now ? WEIR_DONE : WEIR_END};
  if (!kept_token_.empty()) {
    taken_.position().token.clear();
    if (Status status = EmitPosition(output); !status.ok()) return status;
  }
  // It was what an earlier run had asked.
  if (query_.window.until >= reading_.until) return weir_code{WEIR_END};
  query_.window.until = reading_.until;
  Restart();
  return weir_code{WEIR_OK};
}

Status EventReader::Emit(EventPage& page, Output& output) {
  if (page.broken > 0 && !std::exchange(told_broken_, true))
    reading_.host.Log(WEIR_WARN, split_ + ": has texts with escapes that stand for no character; they are kept as they are written");
  Keep(page.events);
  const std::vector<EventKey> keys = taken_.Take(page.events);
  Position& position = taken_.position();
  // A stream that is followed is asked for again from the margin on; of a group only all answers to a question are in order.
  if (id_.window || id_.stream.empty()) position.token = taken_.has_met_all() ? token_ : "";
  position.asked = query_.window;
  if (keys.empty()) return position.token.empty() ? Status() : EmitPosition(output);
  has_restarted_ = false;
  if (taken_.is_short() && !std::exchange(told_short_, true))
    reading_.host.Log(
        WEIR_WARN,
        fmt::format("{}: more than {} events lie within `late`; of those that come late only the ones among the newest {} are found",
                    split_, Position::kMostKnown, Position::kMostKnown));
  if (taken_.is_out_of_order() && !std::exchange(told_order_, true))
    reading_.host.Log(WEIR_WARN, split_ + ": the service gives events after others that happened later; they are taken in that order");
  reading_.host.Record(reading_.events_metric, static_cast<double>(keys.size()));
  const Rows rows{id_.group, id_.stream, split_, page.events, keys, page.texts};
  kept_token_ = position.token;
  return output.Emit(BatchOf(rows, reading_.wanted), position.Encode(), INT64_MIN);
}

Status EventReader::EmitPosition(Output& output) {
  kept_token_ = taken_.position().token;
  const Rows none{id_.group, id_.stream, split_, {}, {}, {}};
  return output.Emit(BatchOf(none, reading_.wanted), taken_.position().Encode(), INT64_MIN);
}

// What was not asked for may come all the same: of other streams, or of the millisecond behind the window.
void EventReader::Keep(std::vector<Event>& events) const {
  std::erase_if(events, [&](const Event& event) {
    if (!query_.window.Has(event.timestamp)) return true;
    if (!id_.stream.empty() || reading_.streams.empty()) return false;
    return std::ranges::none_of(reading_.streams, [&](const NamePattern& pattern) { return pattern.Matches(std::string(event.stream)); });
  });
}

}  // namespace weir::cwlogs
