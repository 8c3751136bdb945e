#include "catalog/glue.hpp"

#include <algorithm>
#include <set>

namespace weir::catalog {
namespace {

using nlohmann::json;

bool IsPassing(std::string_view code) {
  return code == "InternalServiceException" || code == "OperationTimeoutException" || code == "ResourceNotReadyException" ||
         code == "ConcurrentModificationException" || code == "ThrottlingException";
}

bool IsDenied(std::string_view code) { return code == "AccessDeniedException" || code == "AccessDenied"; }

aws::ServiceError ErrorIn(const aws::Reply& reply) { return aws::ErrorOf({reply.status, reply.headers, reply.body}); }

// Says what to do about an answer that is not what was asked for.
Status Refusal(const std::string& operation, const std::string& subject, const aws::ServiceError& error) {
  std::string message = aws::Client::Describe(operation + " of " + subject, error);
  if (IsDenied(error.code) || error.status == 403) return Status::Denied(message + "; check the policy's glue:" + operation);
  if (IsPassing(error.code) || error.status >= 500) return Status::Retry(std::move(message));
  return Status::Fatal(std::move(message));
}

Status Refusal(const std::string& operation, const std::string& subject, const aws::Reply& reply) {
  return Refusal(operation, subject, ErrorIn(reply));
}

// What is not UTF-8 can't be in JSON.
std::string Written(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

json ValuesOf(std::span<const Partition> partitions) {
  json list = json::array();
  for (const Partition& partition : partitions) list.push_back({{"Values", partition.values}});
  return list;
}

// The table's storage but for the place.  What is said of its columns is not said a hundred times again.
json InputsOf(const KnownTable& table, std::span<const Partition> partitions) {
  const auto found = table.input.find("StorageDescriptor");
  json storage = found == table.input.end() ? json::object() : *found;
  if (const auto columns = storage.find("Columns"); columns != storage.end())
    for (json& column : *columns) column.erase("Comment");
  json list = json::array();
  for (const Partition& partition : partitions) {
    storage["Location"] = partition.location + '/';
    list.push_back({{"Values", partition.values}, {"StorageDescriptor", storage}});
  }
  return list;
}

}  // namespace

Result<Glue> Glue::Connect(const store::Context& context) {
  auto client = aws::Client::Make({.service = "glue", .endpoint_id = "GLUE", .host = "glue"});
  if (!client.ok()) return client.status();
  return Glue([client = std::move(*client), context](const std::string& operation, std::string body) {
    aws::Call call{.name = operation, .method = "POST"};
    call.headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "AWSGlue." + operation}};
    call.body = std::make_shared<const std::string>(std::move(body));
    call.may_pass = [](int, std::string_view code) { return code == "OperationTimeoutException" || code == "ResourceNotReadyException"; };
    return client->Send(std::move(call), [&] {
      if (const std::string news = client->News(); !news.empty() && context.log) context.log(WEIR_WARN, news);
      return context.cancelled && context.cancelled();
    });
  });
}

Result<aws::Reply> Glue::Call(const std::string& operation, const json& body) const { return send_(operation, Written(body)); }

Result<std::optional<KnownTable>> Glue::GetTable(const std::string& database, const std::string& name) const {
  const Result<aws::Reply> reply = Call("GetTable", {{"DatabaseName", database}, {"Name", name}});
  if (!reply.ok()) return reply.status();
  if (!reply->ok()) {
    const aws::ServiceError error = ErrorIn(*reply);
    if (error.code == "EntityNotFoundException") return std::optional<KnownTable>();
    return Refusal("GetTable", database + '.' + name, error);
  }
  Result<KnownTable> known = ParseTable(reply->body);
  if (!known.ok()) return known.status();
  return std::optional<KnownTable>(std::move(*known));
}

Status Glue::CreateDatabase(const std::string& name) const {
  const Result<aws::Reply> reply = Call("CreateDatabase", {{"DatabaseInput", {{"Name", name}}}});
  if (!reply.ok()) return reply.status();
  if (reply->ok() || ErrorIn(*reply).code == "AlreadyExistsException") return {};
  return Refusal("CreateDatabase", name, *reply);
}

Result<Glue::Made> Glue::CreateTable(const Table& table) const {
  const Result<aws::Reply> reply = Call("CreateTable", {{"DatabaseName", table.database}, {"TableInput", TableInput(table)}});
  if (!reply.ok()) return reply.status();
  if (reply->ok()) return Made::Yes;
  const aws::ServiceError error = ErrorIn(*reply);
  if (error.code == "AlreadyExistsException") return Made::Already;
  if (error.code == "EntityNotFoundException") return Made::NoDatabase;
  return Refusal("CreateTable", table.full_name(), error);
}

Result<bool> Glue::UpdateTable(const std::string& database, const json& input, const std::string& version) const {
  json body{{"DatabaseName", database}, {"TableInput", input}};
  if (!version.empty()) body["VersionId"] = version;
  const Result<aws::Reply> reply = Call("UpdateTable", body);
  if (!reply.ok()) return reply.status();
  if (reply->ok()) return true;
  const aws::ServiceError error = ErrorIn(*reply);
  if (error.code == "ConcurrentModificationException") return false;
  return Refusal("UpdateTable", database + '.' + input.value("Name", ""), error);
}

Result<bool> Glue::CreatePartitions(const KnownTable& table, std::span<const Partition> partitions) const {
  for (size_t at = 0; at < partitions.size(); at += kCreatedAtOnce) {
    const auto some = partitions.subspan(at, std::min(kCreatedAtOnce, partitions.size() - at));
    const json body{{"DatabaseName", table.table.database}, {"TableName", table.table.name}, {"PartitionInputList", InputsOf(table, some)}};
    const Result<aws::Reply> reply = Call("BatchCreatePartition", body);
    if (!reply.ok()) return reply.status();
    if (!reply->ok()) {
      const aws::ServiceError error = ErrorIn(*reply);
      if (error.code == "EntityNotFoundException") return false;
      return Refusal("BatchCreatePartition", table.table.full_name(), error);
    }
    const Result<std::vector<ItemError>> errors = ParseItemErrors(reply->body);
    if (!errors.ok()) return errors.status();
    for (const ItemError& item : *errors) {
      if (item.code == "AlreadyExistsException") continue;
      if (item.code == "EntityNotFoundException") return false;
      std::string subject = "a partition (";
      for (const std::string& value : item.values) subject += (&value == item.values.data() ? "" : ", ") + value;
      return Refusal("BatchCreatePartition", subject + ") of " + table.table.full_name(),
                     aws::ServiceError{.status = reply->status, .code = item.code, .message = item.message});
    }
  }
  return true;
}

Result<std::vector<Partition>> Glue::MissingPartitions(const KnownTable& table, std::span<const Partition> partitions) const {
  std::set<std::vector<std::string>> there;
  for (size_t at = 0; at < partitions.size(); at += kAskedAtOnce) {
    json asked = ValuesOf(partitions.subspan(at, std::min(kAskedAtOnce, partitions.size() - at)));
    while (!asked.empty()) {
      const json body{{"DatabaseName", table.table.database}, {"TableName", table.table.name}, {"PartitionsToGet", asked}};
      const Result<aws::Reply> reply = Call("BatchGetPartition", body);
      if (!reply.ok()) return reply.status();
      if (!reply->ok()) return Refusal("BatchGetPartition", table.table.full_name(), *reply);
      Result<PartitionPage> page = ParsePartitions(reply->body);
      if (!page.ok()) return page.status();
      // Or it would go on for ever.
      if (page->unprocessed.size() >= asked.size())
        return Status::Retry("BatchGetPartition of " + table.table.full_name() + " gave nothing");
      for (auto& values : page->values) there.insert(std::move(values));
      asked = json::array();
      for (const auto& values : page->unprocessed) asked.push_back({{"Values", values}});
    }
  }
  std::vector<Partition> missing;
  std::ranges::copy_if(partitions, std::back_inserter(missing), [&](const Partition& p) { return !there.contains(p.values); });
  return missing;
}

}  // namespace weir::catalog
