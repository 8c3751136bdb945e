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
  if (pattern.is_name() && wish_.api != Api::Auto) return FindGroup({.name = pattern.text()}, true);
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
    if (status = FindGroup(group, pattern.is_name()); !status.ok()) return status;
  return {};
}

Status Discovery::FindGroup(const Group& group, bool is_named) {
  if (!CanBeName(group.name)) return Status::Fatal("the service names a log group \"" + group.name + "\", which is no name");
  if (!groups_.insert(group.name).second) return {};
  // A group that only a pattern means does not hold up the others.
  const auto pass_over = [&](const std::string& why) {
    if (is_named) return Status::Fatal(why);
    host_.Log(WEIR_WARN, why + "; it is passed over");
    return Status();
  };
  if (!group.storage.empty() && group.storage != "STANDARD")
    return pass_over(fmt::format("log group {} is of the class {}, whose events the service does not give", group.name, group.storage));
  // All streams together need not be listed, but the first time, when it is looked whether they were read one by one before.
  if (wish_.api == Api::Filter && wish_.streams.empty() && Knows(group, "")) return Name(group.name, "");
  if (Status status = FindStreams(group.name); status.code() == WEIR_E_SPLIT)
    return pass_over(fmt::format("{}; is the log group in region {}?", status.message(), service_.region()));
  else if (!status.ok())
    return status;
  if (!idle_.empty())
    host_.Log(WEIR_INFO, fmt::format("{} of {} streams of log group {} are passed over: their last events are older than what is asked for",
                                     idle_.size(), idle_.size() + streams_.size(), group.name));
  if (streams_.empty()) return {};
  const Result<Api> api = ApiFor(group);
  if (!api.ok()) return api.status();
  if (*api == Api::Filter) return Name(group.name, "");
  for (const std::string& stream : streams_)
    if (Status status = Name(group.name, stream); !status.ok()) return status;
  return {};
}

Status Discovery::FindStreams(const std::string& group) {
  streams_.clear();
  idle_.clear();
  static const std::vector<NamePattern> kAll{NamePattern("*")};
  for (const NamePattern& pattern : wish_.streams.empty() ? kAll : wish_.streams) {
    bool any = false;
    Status status = service_.EachStream(group, pattern.prefix(), [&](const Stream& stream) {
      if (!pattern.Matches(stream.name) || !CanBeName(stream.name)) return Status();
      any = true;
      (IsIdle(stream) ? idle_ : streams_).insert(stream.name);
      return Status();
    });
    if (!status.ok()) return status;
    if (!any && !wish_.streams.empty()) host_.Log(WEIR_WARN, fmt::format("log group {} has no stream {}", group, pattern.text()));
  }
  return {};
}

// What was said of it is only good for what had arrived before the lag.
bool Discovery::IsIdle(const Stream& stream) const {
  if (wish_.span.until > now_ - kLag || stream.created > now_ - kLag) return false;
  return !stream.last_event || *stream.last_event < wish_.span.from;
}

bool Discovery::Knows(const Group& group, const std::string& stream) const {
  return host_.KnowsSplit(SplitId{group.name, stream, wish_.window}.text());
}

// A split that was begun goes on as it was: what was read with the one call would be read again with the other.
Result<Api> Discovery::ApiFor(const Group& group) const {
  Api begun = Api::Auto;
  if (Knows(group, ""))
    begun = Api::Filter;
  else if (std::ranges::any_of(streams_, [&](const std::string& stream) { return Knows(group, stream); }))
    begun = Api::Get;
  if (wish_.api != Api::Auto && begun != Api::Auto && begun != wish_.api)
    return Status::Fatal(fmt::format("log group {} was begun with api = \"{}\", and \"{}\" would read its events again; leave `api` out",
                                     group.name, begun == Api::Get ? "get" : "filter", begun == Api::Get ? "filter" : "get"));
  if (wish_.api != Api::Auto) return wish_.api;
  if (begun != Api::Auto) return begun;
  const auto [choice, is_new] = choices_.try_emplace(group.name, Api::Auto);
  if (is_new) {
    const uint64_t all = wish_.streams.empty() ? streams_.size() + idle_.size() : streams_.size();
    Choice made = Choose(group, wish_.span, streams_.size(), all, now_);
    host_.Log(WEIR_INFO, made.why);
    choice->second = made.api;
  }
  return choice->second;
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
