#include "graph/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "frame/lines.hpp"

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

Content::Content(frame::Limits limits, frame::Lines lines, Start start, Poll poll, Room room)
    : limits_(limits),
      lines_(std::move(lines)),
      poll_(std::move(poll)),
      room_(std::move(room)),
      inflater_(limits, start.plain),
      offset_(start.offset),
      buffer_bytes_(limits.buffer_bytes),
      in_long_record_(start.in_long_record) {}

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
    Result<std::optional<Buffer>> chunk = poll_();
    if (!chunk.ok() && chunk.status().code() != WEIR_E_SPLIT) return chunk.status();
    if (!chunk.ok()) {
      damage_ = chunk.status();
      break;
    }
    if (!*chunk) {
      inflater_.Finish();
      continue;
    }
    chunk_ = std::move(**chunk);
    inflater_.Feed({chunk_.as<uint8_t>(), chunk_.bytes});
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

Result<Content::Filled> Content::Fill(uint64_t bytes) {
  Credits::Hold hold = room_(bytes);
  if (!hold) return Status::Cancelled();
  Buffer text = Charged(bytes, std::move(hold));
  auto* to = text.mutable_data<uint8_t>();
  if (!carried_.empty()) std::memcpy(to, carried_.data(), carried_.size());
  const Result<size_t> made = Inflate(to + carried_.size(), bytes - carried_.size());
  if (!made.ok()) return made.status();
  text.bytes = carried_.size() + *made;
  carried_.clear();
  const bool ended = text.bytes < bytes;
  return Filled{std::move(text), ended};
}

Piece Content::Reject(Buffer text, std::string why) {
  Piece piece{std::move(text), offset_, std::move(why)};
  offset_ += piece.text.bytes;
  return piece;
}

// The last line stays, as what comes may show that a record begins with it.
void Content::PassOver(std::string_view content) {
  const size_t last_line = std::min(content.size(), content.rfind('\n'));
  const bool stays = !ended_ && content.size() - last_line < limits_.kept_of_long_record;
  carried_.assign(content.substr(stays ? last_line : content.size()));
  offset_ += content.size() - carried_.size();
}

Piece Content::Cut(Buffer text, size_t complete) {
  carried_.assign(text.as<char>() + complete, text.bytes - complete);
  text.bytes = complete;
  Piece piece{std::move(text), offset_, {}};
  offset_ += complete;
  return piece;
}

Result<std::optional<Piece>> Content::Next() {
  while (!ended_) {
    Result<Filled> filled = Fill(buffer_bytes_);
    if (!filled.ok()) return filled.status();
    Buffer& text = filled->text;
    ended_ = filled->ended;
    const std::string_view view(text.as<char>(), text.bytes);
    if (in_long_record_) {
      // The rest of a record that was rejected: up to where the next one begins, wherever that is.
      const size_t next = lines_.NextStart(view, ended_);
      if (next == std::string_view::npos) {
        PassOver(view);
        continue;
      }
      in_long_record_ = false;
      carried_.assign(view.substr(next));
      offset_ += next;
      ended_ = ended_ && carried_.empty();  // what is carried goes through once more; the inflater has no more to add
      continue;
    }
    const size_t complete = lines_.Complete(view);
    if (!ended_) {
      if (complete > 0) {
        Piece piece = Cut(std::move(text), complete);
        // What is carried from a large buffer must fit into the next one with room to spare.
        buffer_bytes_ = std::max(limits_.buffer_bytes, std::min(2 * carried_.size(), limits_.record_bytes));
        return std::optional(std::move(piece));
      }
      if (text.bytes < limits_.record_bytes) {
        carried_.assign(view);
        buffer_bytes_ = std::min(buffer_bytes_ * 2, limits_.record_bytes);
        continue;
      }
      in_long_record_ = true;
      buffer_bytes_ = limits_.buffer_bytes;
      Piece piece{
          std::move(text), offset_,
          fmt::format("the record is longer than {} bytes; its first {} are kept", limits_.record_bytes, limits_.kept_of_long_record)};
      PassOver(view);
      piece.text.bytes = std::min(piece.text.bytes, limits_.kept_of_long_record);
      return std::optional(std::move(piece));
    }
    if (text.bytes == 0) break;
    if (damage_.ok()) return std::optional(Cut(std::move(text), text.bytes));
    // Damaged: whole records first, then what is left of one.
    ended_ = complete == 0 || complete == text.bytes;
    if (complete > 0) return std::optional(Cut(std::move(text), complete));
    return std::optional(Reject(std::move(text), "cut off where the object is damaged: " + damage_.message()));
  }
  if (!damage_.ok()) return damage_;
  return std::optional<Piece>();
}

}  // namespace weir::graph
