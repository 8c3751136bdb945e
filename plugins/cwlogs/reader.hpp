// Reads the events of one split, page by page.
#pragma once

#include <span>
#include <string>

#include "cwlogs/name_pattern.hpp"
#include "cwlogs/service.hpp"
#include "cwlogs/split_id.hpp"
#include "cwlogs/taken.hpp"
#include "weir/component.hpp"

namespace weir::cwlogs {

// What is read and how.  What it refers to is the source's, and outlives the reader.
struct Reading {
  const Service& service;
  const Host& host;
  const std::vector<NamePattern>& streams;  // which of a group's; empty: all
  std::string pattern;
  int64_t since = 0, until = 0;  // ms: where a split begins that was never read, and where every one ends
  int64_t now = 0, margin = 0;   // ms; margin: from there on events may still arrive
  std::span<const uint8_t> wanted;
  uint32_t events_metric = 0;
};

class EventReader final : public Source::Reader {
 public:
  // FATAL when the position is none of this source.
  static Result<std::unique_ptr<Reader>> Open(const Reading& reading, const SplitId& id, std::string_view position);

  Result<weir_code> poll(Output& output) override;

 private:
  EventReader(const Reading& reading, const SplitId& id, Query query, Position position, int64_t margin);
  void Restart();
  Result<weir_code> Again();
  Result<weir_code> Ended(Output& output);
  Status Emit(EventPage& page, Output& output);
  Status EmitPosition(Output& output);
  void Keep(std::vector<Event>& events) const;

  const Reading reading_;
  const SplitId id_;
  const std::string split_;
  Query query_;
  TakenEvents taken_;
  std::string token_;       // empty: the first page
  std::string kept_token_;  // of the newest position that was given away
  PageParser parser_;
  bool has_restarted_ = false;  // and nothing has come since
  bool told_short_ = false, told_broken_ = false, told_order_ = false;
};

}  // namespace weir::cwlogs
