// Tells events that were taken already from those that were not, and keeps the position they leave behind.
//
// Within a millisecond the service names no order that could be relied on, so events are known by their ids or by a hash of what they say.
// Equal ones are counted: two that are the same in everything are two.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cwlogs/event_page.hpp"
#include "cwlogs/position.hpp"
#include "cwlogs/rows.hpp"

namespace weir::cwlogs {

class TakenEvents {
 public:
  // Goes on where the position's token leads.  `margin`: ms; what is not older stays known, as events that come late may lie among it.
  TakenEvents(Position position, int64_t margin);

  // The events are asked for again from the position's time on, so those that are known will come again.
  void Restart();
  // Leaves out the events that are known, and moves the position behind the others.  Returns the keys of those that stay.
  std::vector<EventKey> Take(std::vector<Event>& events);

  Position& position() { return position_; }
  const Position& position() const { return position_; }
  // All that was known at the last restart has come again, so that a reading may go on without another.
  bool has_met_all() const { return to_come_.empty() && left_out_ >= position_.more; }
  // Less than the margin is known, as there was too much of it.
  bool is_short() const { return is_short_; }
  // Events came after others that happened later, and behind the margin: if they are asked for again they are not known.
  bool is_out_of_order() const { return is_out_of_order_; }

 private:
  bool IsKnown(const Taken& event);
  void Shrink();

  Position position_;
  const int64_t margin_;
  bool is_short_ = false, is_out_of_order_ = false;
  int64_t newest_ = INT64_MIN;                      // ms, of the events that were taken
  uint64_t left_out_ = 0;                           // of position_.more, since the last restart; all of them when there was none
  std::unordered_map<uint64_t, uint32_t> to_come_;  // known ones that were not met since the last restart
  std::unordered_map<uint64_t, uint32_t> equal_;    // how many there are of a hash
};

}  // namespace weir::cwlogs
