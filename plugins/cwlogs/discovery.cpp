#include "cwlogs/discovery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::cwlogs {
namespace {

// What the service says of a stream's last event is at most so old ("typically less than an hour"; twice that is allowed for).
constexpr int64_t kLag = 2 * 3'600'000;

}  // namespace

Status Discovery::Run(const Found& found) {
  found_ = &found;
  groups_.clear();
  for (const NamePattern& pattern : wish_.groups)
    if (Status status = FindGroups(pattern); !status.ok()) return status;
  return {};
}

Status Discovery::FindGroups(const NamePattern& pattern) {
  // What a group holds is only of use for the choice.
  if (pattern.is_name() && wish_.api != Api::Auto) return FindGroup({.name = pattern.text()});
  std::vector<Group> groups;
  Status status = service_.EachGroup(pattern.prefix(), [&](Group group) {
    if (pattern.Matches(group.name)) groups.push_back(std::move(group));
    return Status();
  });
  if (!status.ok()) return status;
  if (groups.empty()) {
    const std::string nothing =
        fmt::format("no log group {} {} in region {}", pattern.is_name() ? "is called" : "matches", pattern.text(), service_.region());
    if (pattern.is_name()) return Status::Fatal(nothing + "; check the name, the region and the account");
    host_.Log(WEIR_WARN, nothing);
  }
  for (const Group& group : groups)
    if (status = FindGroup(group); !status.ok()) return status;
  return {};
}

Status Discovery::FindGroup(const Group& group) {
  if (!CanBeName(group.name)) return Status::Fatal("the service names a log group \"" + group.name + "\", which is no name");
  if (!groups_.insert(group.name).second) return {};
  if (Status status = FindStreams(group.name); status.code() == WEIR_E_SPLIT)
    return Status::Fatal(status.message() + fmt::format("; is the log group in region {}?", service_.region()));
  else if (!status.ok())
    return status;
  if (idle_ > 0)
    host_.Log(WEIR_INFO, fmt::format("{} of {} streams of log group {} are passed over: their last events are older than what is asked for",
                                     idle_, all_, group.name));
  if (streams_.empty()) return {};
  if (ApiFor(group, streams_.size()) == Api::Filter) return Name(group.name, "");
  for (const std::string& stream : streams_)
    if (Status status = Name(group.name, stream); !status.ok()) return status;
  return {};
}

Status Discovery::FindStreams(const std::string& group) {
  streams_.clear();
  all_ = idle_ = 0;
  static const std::vector<NamePattern> kAll{NamePattern("*")};
  for (const NamePattern& pattern : wish_.streams.empty() ? kAll : wish_.streams) {
    bool any = false;
    Status status = service_.EachStream(group, pattern.prefix(), [&](const Stream& stream) {
      ++all_;
      if (!pattern.Matches(stream.name) || !CanBeName(stream.name)) return Status();
      any = true;
      IsIdle(stream) ? void(++idle_) : void(streams_.insert(stream.name));
      return Status();
    });
    if (!status.ok()) return status;
    if (!any && !wish_.streams.empty()) host_.Log(WEIR_WARN, fmt::format("log group {} has no stream {}", group, pattern.text()));
  }
  return {};
}

// What was said of it is only good for the time before the lag.
bool Discovery::IsIdle(const Stream& stream) const {
  if (wish_.span.until > now_ - kLag) return false;
  return !stream.last_event || *stream.last_event < wish_.span.from;
}

// A split that was begun goes on as it was: what was read with the one call would be read again with the other.
Api Discovery::ApiFor(const Group& group, size_t streams) const {
  if (wish_.api != Api::Auto) return wish_.api;
  const auto knows = [&](const std::string& stream) { return host_.KnowsSplit(SplitId{group.name, stream, wish_.window}.text()); };
  if (knows("")) return Api::Filter;
  if (std::ranges::any_of(streams_, knows)) return Api::Get;
  const Choice choice = Choose(group, wish_.span, streams, all_, now_);
  host_.Log(WEIR_INFO, choice.why);
  return choice.api;
}

Status Discovery::Name(const std::string& group, const std::string& stream) const {
  const std::string id = SplitId{group, stream, wish_.window}.text();
  weir_split split{};
  split.size = sizeof split;
  split.id = Str(id);
  split.oldest_ns = INT64_MIN;
  split.remote = 1;
  return (*found_)(split);
}

}  // namespace weir::cwlogs
