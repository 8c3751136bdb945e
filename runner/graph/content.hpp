// The content of one split of bytes, buffer by buffer: polls the source, inflates, and stops each buffer at the end of a record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "frame/inflate.hpp"
#include "frame/limits.hpp"
#include "frame/lines.hpp"
#include "graph/credits.hpp"
#include "weir/array.hpp"

namespace weir::graph {

// Whole records, or one piece of text that can't become a record.
struct Piece {
  Buffer text;           // holds its credits until it is released
  uint64_t offset = 0;   // of its first byte in the content
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
    bool in_long_record = false;  // as it was where the last reading stopped
  };
  Content(frame::Limits limits, frame::Lines lines, Start start, Poll poll, Room room);

  // Passes over content that has been read before.
  Status Skip(uint64_t bytes);

  // The next piece; nothing at the end.  Damage comes as a WEIR_E_SPLIT after everything that was good; what is left of a record
  // then comes as a rejected piece before it.
  Result<std::optional<Piece>> Next();
  // Where the pieces given so far end.
  uint64_t offset() const { return offset_; }
  bool is_plain() const { return inflater_.is_plain(); }
  // Whether they end inside a record that was rejected as too long.
  bool in_long_record() const { return in_long_record_; }
  uint64_t bytes_in() const { return inflater_.bytes_in(); }

 private:
  struct Filled {
    Buffer text;
    bool ended = false;
  };
  Result<Filled> Fill(uint64_t bytes);
  Result<size_t> Inflate(uint8_t* to, size_t bytes);
  Piece Reject(Buffer text, std::string why);
  Piece Cut(Buffer text, size_t complete);
  // Of `content`, which belongs to a record that was rejected.
  void PassOver(std::string_view content);

  const frame::Limits limits_;
  const frame::Lines lines_;
  const Poll poll_;
  const Room room_;
  frame::Inflater inflater_;
  Buffer chunk_;         // what the inflater reads from
  std::string carried_;  // the start of a record that did not end in its buffer
  uint64_t offset_ = 0;
  uint64_t buffer_bytes_;
  bool in_long_record_ = false;
  bool ended_ = false;
  Status damage_;
};

}  // namespace weir::graph
