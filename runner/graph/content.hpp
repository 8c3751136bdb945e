// The content of one split of bytes, buffer by buffer: polls the source, inflates, and stops each buffer at the end of a record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frame/framing.hpp"
#include "frame/inflate.hpp"
#include "frame/limits.hpp"
#include "graph/credits.hpp"
#include "weir/array.hpp"

namespace weir::graph {

// Whole records, or one piece of text that can't become a record.
struct Piece {
  Buffer text;          // holds its credits until it is released
  uint64_t offset = 0;  // of its first byte in the content
  std::vector<frame::Span> records;
  std::string rejected;  // why `text` is no record; empty for records
};

class Content {
 public:
  // Gives the next bytes of the object; nothing at its end.
  using Poll = std::function<Result<std::optional<Buffer>>()>;
  // Waits for room for so many bytes; empty when the run stops.
  using Room = std::function<Credits::Hold(uint64_t bytes)>;

  // Where it begins: `plain` says that the bytes start inside plain content, at `offset` in it.
  struct Start {
    uint64_t offset = 0;
    bool plain = false;
    frame::Place place{};  // where the last reading stopped
  };
  // Borrows the framing.
  Content(frame::Limits limits, const frame::Framing& framing, Start start, Poll poll, Room room);

  // Passes over content that has been read before.
  Status Skip(uint64_t bytes);

  // The next piece; nothing at the end.  Damage comes as a WEIR_E_SPLIT after everything that was good; what is left of a record
  // then comes as a rejected piece before it.
  Result<std::optional<Piece>> Next();
  // Where the pieces given so far end, and at the end where the content does.
  uint64_t offset() const { return offset_; }
  const frame::Place& place() const { return place_; }
  bool is_plain() const { return inflater_.is_plain(); }
  uint64_t bytes_in() const { return inflater_.bytes_in(); }
  // The last record of an earlier reading, which found no end of it, went on.
  bool grew() const { return grew_; }

 private:
  Status Fill();
  // The next bytes of the object, or its end, to the inflater.
  Status Feed();
  Result<size_t> Inflate(uint8_t* to, size_t bytes);
  // Ends the last record of an earlier reading, when the first byte that came since does.
  void EndLastRecord();
  Piece Take(frame::Found found);
  void Drop(size_t bytes);

  const frame::Limits limits_;
  const frame::Framing& framing_;
  const Poll poll_;
  const Room room_;
  frame::Inflater inflater_;
  Buffer chunk_;  // what the inflater reads from
  Buffer text_;   // what is in sight; begins at offset_
  uint64_t offset_ = 0;
  frame::Place place_;
  bool needs_more_ = true;  // nothing can be cut of text_ without more
  bool ended_ = false;
  bool grew_ = false;
  Status damage_;
};

}  // namespace weir::graph
