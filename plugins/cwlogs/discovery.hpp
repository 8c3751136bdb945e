// Finds the splits of a source: groups, their streams, and how each group is read.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "cwlogs/choice.hpp"
#include "cwlogs/name_pattern.hpp"
#include "cwlogs/service.hpp"
#include "cwlogs/split_id.hpp"
#include "weir/component.hpp"

namespace weir::cwlogs {

struct Wish {
  std::vector<NamePattern> groups, streams;  // streams: none for all
  std::optional<Window> window;              // of an export; nothing: what is new
  Window span;                               // that events are wanted from, at most
  Api api = Api::Auto;
};

class Discovery {
 public:
  // `now`: ms.  All of it outlives the discovery.
  Discovery(const Service& service, const Host& host, const Wish& wish, int64_t now)
      : service_(service), host_(host), wish_(wish), now_(now) {}

  Status Run(const Found& found);

 private:
  Status FindGroups(const NamePattern& pattern);
  Status FindGroup(const Group& group);
  Status FindStreams(const std::string& group);
  bool IsIdle(const Stream& stream) const;
  Api ApiFor(const Group& group, size_t streams) const;
  Status Name(const std::string& group, const std::string& stream) const;

  const Service& service_;
  const Host& host_;
  const Wish& wish_;
  const int64_t now_;
  const Found* found_ = nullptr;
  std::set<std::string> groups_;   // that were found
  std::set<std::string> streams_;  // of the group under way: those that may have events
  uint64_t all_ = 0, idle_ = 0;    // likewise
};

}  // namespace weir::cwlogs
