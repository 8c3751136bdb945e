// Cuts a whole text with a framing, as content comes: some of it in sight at a time, and what was not cut in sight again.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "frame/framing.hpp"

namespace weir::frame {

struct Cut {
  uint64_t offset;
  std::string text, rejected;
  bool operator==(const Cut&) const = default;
};
inline void PrintTo(const Cut& cut, std::ostream* out) {
  *out << cut.offset << ": " << testing::PrintToString(cut.text) << (cut.rejected.empty() ? "" : " rejected: ") << cut.rejected;
}
using Cuts = std::vector<Cut>;

struct Stop {
  uint64_t offset = 0;
  Place place{};
  size_t cuts = 0;  // how many came before
};
struct Reading {
  Cuts cuts;
  std::vector<Stop> stops;  // behind each piece
  Place end;                // the place where the content ends
};

// With so much in sight at first, then `step` more whenever no more can be cut, from `from` on.
inline Reading Read(const Framing& framing, std::string_view text, size_t first, size_t step, const Limits& limits = {}, Stop from = {}) {
  Reading reading;
  uint64_t at = from.offset, sight = std::max<uint64_t>(at, std::min(first, text.size()));
  Place place = from.place;
  for (;;) {
    const std::string view(
        text.substr(at, std::min<uint64_t>(sight - at, limits.record_bytes)));  // its own, so that reading past its end shows
    const bool ended = at + view.size() == text.size() && view.size() < limits.record_bytes;
    Found found = framing.Cut({view, at, place, ended, limits});
    EXPECT_LE(found.end, view.size());
    for (const Span span : found.records) reading.cuts.push_back({at + span.begin, view.substr(span.begin, span.end - span.begin), {}});
    if (!found.rejected.empty())
      reading.cuts.push_back({at + found.begin, view.substr(found.begin, found.end - found.begin), found.rejected});
    const bool is_piece = !found.records.empty() || !found.rejected.empty();
    at += found.end;
    place = found.place;
    if (!is_piece && !found.needs_more) continue;
    if (is_piece) {
      EXPECT_GT(found.end, 0u);
      reading.stops.push_back({at, place, reading.cuts.size()});
      continue;
    }
    if (ended) {
      EXPECT_EQ(text.size(), at);
      reading.end = place;
      return reading;
    }
    const bool was_full = view.size() == limits.record_bytes;
    EXPECT_TRUE(!was_full || found.end > 0) << "it gets no further at byte " << at;
    if (testing::Test::HasFailure()) return reading;
    sight = std::min<uint64_t>(std::max(sight, at) + step, text.size());
  }
}

inline Cuts CutAll(const Framing& framing, std::string_view text, const Limits& limits = {}) {
  return Read(framing, text, text.size(), 1, limits).cuts;
}

inline std::vector<std::string> Texts(const Cuts& cuts) {
  std::vector<std::string> texts;
  for (const Cut& cut : cuts) texts.push_back(cut.rejected.empty() ? cut.text : "rejected " + cut.text);
  return texts;
}

// Whatever is in sight, the records are the same; and from wherever a reading stopped, the next one finds those that are left.
inline void ExpectTheSameFromAnySight(const Framing& framing, std::string_view text, const Limits& limits = {}) {
  const Cuts whole = CutAll(framing, text, limits);
  std::vector<Reading> readings;
  for (const size_t step : {1, 2, 3, 7, 63, 64, 65}) readings.push_back(Read(framing, text, step, step, limits));
  for (size_t split = 0; split <= text.size(); ++split) readings.push_back(Read(framing, text, split, text.size(), limits));
  for (size_t i = 0; i < readings.size(); ++i) ASSERT_EQ(whole, readings[i].cuts) << i << testing::PrintToString(std::string(text));
  for (const Stop& stop : readings.front().stops)
    for (const size_t step : {size_t{1}, text.size()})
      ASSERT_EQ(Cuts(whole.begin() + static_cast<ptrdiff_t>(stop.cuts), whole.end()), Read(framing, text, 0, step, limits, stop).cuts)
          << stop.offset << testing::PrintToString(std::string(text));
}

// Texts made of these pieces at random: what no one thinks of.
template <class Random>
std::string Mixed(Random& random, const std::vector<std::string>& pieces, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
  return text;
}

inline Limits SmallLimits(uint64_t record) {
  Limits limits;
  limits.record_bytes = record;
  limits.buffer_bytes = std::min<uint64_t>(record, 64);
  limits.kept_of_long_record = record / 4;
  return limits;
}

}  // namespace weir::frame
