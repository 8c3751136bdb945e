#include "cwlogs/service.hpp"

#include <nlohmann/json.hpp>

namespace weir::cwlogs {
namespace {

using nlohmann::json;

// A page has 1 MB of text, which escapes can make six times as long; servers that stand in for the service give longer ones.
constexpr uint64_t kMostBytes = 64 << 20;

// What is not UTF-8 can't be in JSON.
std::string Written(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

aws::ServiceError ErrorIn(const aws::Reply& reply) { return aws::ErrorOf({reply.status, reply.headers, reply.body}); }

Status Refusal(const std::string& operation, const std::string& subject, const aws::ServiceError& error) {
  std::string message = aws::Client::Describe(operation + " of " + subject, error);
  if (error.code == "ResourceNotFoundException") return Status::Split(std::move(message));
  if (error.code == "AccessDeniedException" || error.status == 403)
    return Status::Denied(message + "; check the policy's logs:" + operation);
  if (error.status >= 500) return Status::Retry(std::move(message));
  return Status::Fatal(std::move(message));
}

std::string Text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<int64_t> Number(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? std::optional(found->get<int64_t>()) : std::nullopt;
}

// All pages of a listing: calls `each` with every object of the array `list`.
template <class Each>
Status EachPage(const std::function<Result<aws::Reply>(std::string)>& call, const std::string& operation, const std::string& subject,
                json request, const char* list, const Each& each) {
  for (std::string token;;) {
    if (!token.empty()) request["nextToken"] = token;
    const Result<aws::Reply> reply = call(Written(request));
    if (!reply.ok()) return reply.status();
    if (!reply->ok()) return Refusal(operation, subject, ErrorIn(*reply));
    const json answer = json::parse(reply->body, nullptr, false);
    const auto items = answer.is_object() ? answer.find(list) : answer.end();
    if (!answer.is_object() || items == answer.end() || !items->is_array())
      return Status::Retry("the answer to " + operation + " of " + subject + " has no " + list);
    for (const json& item : *items)
      if (item.is_object())
        if (Status status = each(item); !status.ok()) return status;
    std::string next = Text(answer, "nextToken");
    if (next.empty()) return {};
    // Or it would go on for ever.
    if (next == token) return Status::Retry(operation + " of " + subject + " gives the same page again and again");
    token = std::move(next);
  }
}

}  // namespace

Result<Service> Service::Connect(const std::optional<std::string>& region, Rates rates, Host host) {
  auto client = aws::Client::Make({.service = "logs", .endpoint_id = "CLOUDWATCH_LOGS", .host = "logs", .region = region});
  if (!client.ok()) return client.status();
  return Service(std::move(*client), rates, host);
}

Result<aws::Reply> Service::Call(const std::string& operation, std::string body, double at_most) const {
  aws::Call call{.name = operation, .method = "POST", .at_most = at_most, .most_bytes = kMostBytes};
  call.headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "Logs_20140328." + operation}};
  call.body = std::make_shared<const std::string>(std::move(body));
  call.may_pass = [](int, std::string_view code) { return code == "ServiceUnavailableException" || code == "LimitExceededException"; };
  return client_->Send(std::move(call), [&] {
    if (const std::string news = client_->News(); !news.empty()) host_.Log(WEIR_WARN, news);
    return host_.cancelled();
  });
}

Status Service::EachGroup(const std::string& prefix, const std::function<Status(Group)>& each) const {
  json request{{"limit", 50}};
  if (!prefix.empty()) request["logGroupNamePrefix"] = prefix;
  const std::string operation = "DescribeLogGroups";
  const auto call = [&](std::string body) { return Call(operation, std::move(body), rates_.describe); };
  return EachPage(call, operation, prefix.empty() ? "all" : prefix, std::move(request), "logGroups", [&](const json& item) {
    return each({.name = Text(item, "logGroupName"),
                 .stored_bytes = static_cast<uint64_t>(std::max<int64_t>(0, Number(item, "storedBytes").value_or(0))),
                 .created = Number(item, "creationTime").value_or(0),
                 .days = Number(item, "retentionInDays"),
                 .storage = Text(item, "logGroupClass")});
  });
}

Status Service::EachStream(const std::string& group, const std::string& prefix, const std::function<Status(Stream)>& each) const {
  // Ordered by their last events they could move from a page that was not read to one that was.
  json request{{"logGroupName", group}, {"limit", 50}, {"orderBy", "LogStreamName"}};
  if (!prefix.empty()) request["logStreamNamePrefix"] = prefix;
  const std::string operation = "DescribeLogStreams";
  const auto call = [&](std::string body) { return Call(operation, std::move(body), rates_.describe); };
  return EachPage(call, operation, "log group " + group, std::move(request), "logStreams", [&](const json& item) {
    return each({.name = Text(item, "logStreamName"),
                 .created = Number(item, "creationTime").value_or(INT64_MAX),
                 .last_event = Number(item, "lastEventTimestamp")});
  });
}

Result<std::optional<std::string>> Service::Events(const Query& query, const std::string& token) const {
  const bool filters = query.stream.empty();
  json request{{"logGroupName", query.group}, {"limit", 10'000}};
  if (query.window.from > 0) request["startTime"] = query.window.from;
  // GetLogEvents leaves out what happened at `endTime`, FilterLogEvents does not.
  if (query.window.until != Window().until) request["endTime"] = query.window.until - (filters ? 1 : 0);
  if (!token.empty()) request["nextToken"] = token;
  if (filters) {
    if (!query.stream_prefix.empty()) request["logStreamNamePrefix"] = query.stream_prefix;
    if (!query.pattern.empty()) request["filterPattern"] = query.pattern;
  } else {
    request["logStreamName"] = query.stream;
    request["startFromHead"] = true;
  }
  const std::string operation = filters ? "FilterLogEvents" : "GetLogEvents";
  Result<aws::Reply> reply = Call(operation, Written(request), filters ? rates_.filter : rates_.get);
  if (!reply.ok()) return reply.status();
  if (reply->ok()) return std::optional(std::move(reply->body));
  const aws::ServiceError error = ErrorIn(*reply);
  if (error.code == "InvalidParameterException" && !token.empty()) return std::optional<std::string>();
  return Refusal(operation, "log group " + query.group + (filters ? "" : ", stream " + query.stream), error);
}

}  // namespace weir::cwlogs
