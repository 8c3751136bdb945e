// Finds the splits of a source: groups, their streams, and how each group is read.
#pragma once

#include <cstdint>
#include <map>
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
  // `choices`: of each group, for as long as the run lasts: a discovery that is tried again chooses the same.  `now`: ms.  All of it
  // outlives the discovery.
  Discovery(const Service& service, const Host& host, const Wish& wish, std::map<std::string, Api>& choices, int64_t now)
      : service_(service), host_(host), wish_(wish), choices_(choices), now_(now) {}

  Status Run(const Found& found);

 private:
  Status FindGroups(const NamePattern& pattern);
  Status FindGroup(const Group& group, bool is_named);
  Status FindStreams(const std::string& group);
  bool IsIdle(const Stream& stream) const;
  // Whether an earlier run took something of it.  Without a stream: of all streams together.
  bool Knows(const Group& group, const std::string& stream) const;
  Result<Api> ApiFor(const Group& group) const;
  Status Name(const std::string& group, const std::string& stream) const;

  const Service& service_;
  const Host& host_;
  const Wish& wish_;
  std::map<std::string, Api>& choices_;
  const int64_t now_;
  const Found* found_ = nullptr;
  std::set<std::string> groups_;          // that were found
  std::set<std::string> streams_, idle_;  // of the group under way: those that may have events, and those that have none
};

}  // namespace weir::cwlogs
