// How far a split was read, as it is kept in the bookmark.
//
// Whoever goes on asks for the events from `from` on and leaves out those that are known.  With a token the service goes on where it was,
// as long as the token lasts, which is a day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cwlogs/window.hpp"

namespace weir::cwlogs {

// An event that was taken: its time, and a hash of what tells it from others of that time.
struct Taken {
  int64_t timestamp;
  uint64_t hash;
  bool operator==(const Taken&) const = default;
};

struct Position {
  // More would not fit into a bookmark.
  static constexpr size_t kMostKnown = 65'536;

  int64_t from = 0;          // ms; all events before it are done with
  std::vector<Taken> known;  // taken already, none before `from`
  uint64_t more = 0;         // too many of the time `from` to be known: so many of them are left out, in the order they come in
  std::string token;         // where the service goes on; empty: the answers to the question have ended, or it is asked anew
  Window asked;              // what the token was made for

  // All events before this time are done with.
  void MoveTo(int64_t timestamp);
  // Moves on when more is known than can be.  True when it had to.
  bool Shrink();

  std::string Encode() const;
  // Nothing when it is none.
  static std::optional<Position> Decode(std::string_view bytes);
};

}  // namespace weir::cwlogs
