#include "graph/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace weir::graph {
namespace {

// Memory whose credits are given back with it.
Buffer Charged(uint64_t bytes, Credits::Hold hold) {
  Buffer memory = Buffer::Allocate(bytes);
  struct Owner {
    Credits::Hold hold;
    std::shared_ptr<const void> memory;
  };
  memory.owner = std::make_shared<Owner>(std::move(hold), std::move(memory.owner));
  return memory;
}

}  // namespace

Content::Content(frame::Limits limits, const frame::Framing& framing, Start start, Poll poll, Room room)
    : limits_(limits),
      framing_(framing),
      poll_(std::move(poll)),
      room_(std::move(room)),
      inflater_(limits, start.plain),
      offset_(start.offset),
      place_(start.place) {}

Status Content::Feed() {
  Result<std::optional<Buffer>> chunk = poll_();
  if (!chunk.ok() && chunk.status().code() != WEIR_E_SPLIT) return chunk.status();
  if (!chunk.ok()) {
    damage_ = chunk.status();
  } else if (!*chunk) {
    inflater_.Finish();
  } else {
    chunk_ = std::move(**chunk);
    inflater_.Feed({chunk_.as<uint8_t>(), chunk_.bytes});
  }
  return {};
}

Result<size_t> Content::Inflate(uint8_t* to, size_t bytes) {
  size_t made = 0;
  while (made < bytes && damage_.ok()) {
    const Result<size_t> step = inflater_.Inflate({to + made, bytes - made});
    if (!step.ok()) {
      damage_ = step.status();
      break;
    }
    made += *step;
    if (*step > 0) continue;
    if (!inflater_.needs_input()) break;
    if (Status status = Feed(); !status.ok()) return status;
  }
  return made;
}

Status Content::Skip(uint64_t bytes) {
  std::vector<uint8_t> scratch(limits_.buffer_bytes);
  for (uint64_t left = bytes; left > 0;) {
    const Result<size_t> made = Inflate(scratch.data(), std::min<uint64_t>(left, scratch.size()));
    if (!made.ok()) return made.status();
    if (*made == 0)
      return damage_.ok() ? Status::Split(fmt::format("ends at byte {}, but was read up to byte {} before", offset_, offset_ + left))
                          : damage_;
    left -= *made;
    offset_ += *made;
  }
  return {};
}

// A new buffer, begun with what could not be cut of the last one.
Status Content::Fill() {
  const std::string carried(text_.as<char>(), text_.bytes);
  text_ = {};  // there is one buffer at a time
  // What is carried from a large buffer must fit into the next one with room to spare.
  const uint64_t bytes = std::max<uint64_t>(limits_.buffer_bytes, std::min<uint64_t>(2 * carried.size(), limits_.record_bytes));
  assert(carried.size() < bytes && "a framing gets on with as much content as a record may have");
  // Who waits for an object that is slow to begin takes no room meanwhile.
  if (inflater_.bytes_in() == 0 && inflater_.needs_input())
    if (Status status = Feed(); !status.ok()) return status;
  Credits::Hold hold = room_(bytes);
  if (!hold) return Status::Cancelled();
  text_ = Charged(bytes, std::move(hold));
  auto* to = text_.mutable_data<uint8_t>();
  if (!carried.empty()) std::memcpy(to, carried.data(), carried.size());
  const Result<size_t> made = Inflate(to + carried.size(), bytes - carried.size());
  if (!made.ok()) return made.status();
  text_.bytes = carried.size() + *made;
  ended_ = text_.bytes < bytes;
  return {};
}

void Content::Drop(size_t bytes) {
  text_.data = text_.as<char>() + bytes;
  text_.bytes -= bytes;
  offset_ += bytes;
}

void Content::EndLastRecord() {
  if (!place_.unended || text_.bytes == 0) return;
  place_.unended = false;
  const char next = *text_.as<char>();
  grew_ = place_.next == frame::Place::Next::Record ? !framing_.EndsRecord(next) : next != '\n' || place_.next != frame::Place::Next::Line;
  if (next == '\n' && place_.next == frame::Place::Next::Record) Drop(1);
}

Piece Content::Take(frame::Found found) {
  Piece piece{text_, offset_, std::move(found.records), std::move(found.rejected)};
  const size_t begin = piece.rejected.empty() ? 0 : found.begin;
  piece.text.data = piece.text.as<char>() + begin;
  piece.text.bytes = found.end - begin;
  piece.offset += begin;
  Drop(found.end);
  place_ = found.place;
  needs_more_ = found.needs_more;
  if (text_.bytes == 0) text_ = {};
  return piece;
}

Result<std::optional<Piece>> Content::Next() {
  for (;;) {
    if (needs_more_ && !ended_) {
      if (Status status = Fill(); !status.ok()) return status;
      EndLastRecord();
    }
    const std::string_view view(text_.as<char>(), text_.bytes);
    Piece piece = Take(framing_.Cut({view, offset_, place_, ended_ && damage_.ok(), limits_}));
    if (!piece.records.empty() || !piece.rejected.empty()) return std::optional(std::move(piece));
    if (!ended_ || !needs_more_) continue;
    if (damage_.ok()) return std::optional<Piece>();
    if (text_.bytes == 0 || place_.next != frame::Place::Next::Record) return damage_;
    return std::optional(Take(frame::Found::Rejected(0, text_.bytes, place_, "cut off where the object is damaged: " + damage_.message())));
  }
}

}  // namespace weir::graph
