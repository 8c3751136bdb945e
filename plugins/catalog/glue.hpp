// The calls of AWS Glue that a table and its partitions need.
//
// After the AWS Glue Web API Reference: JSON 1.1 by POST, the operation in X-Amz-Target.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aws/client.hpp"
#include "catalog/partition.hpp"
#include "catalog/reply.hpp"
#include "store/context.hpp"

namespace weir::catalog {

// How calls fail: DENIED when a permission is missing, RETRY when it may pass, FATAL for anything else, CANCELLED.
class Glue {
 public:
  // Sends the body to an operation and returns what the service answers; RETRY when it does not.
  using Send = std::function<Result<aws::Reply>(const std::string& operation, std::string body)>;
  // At most so many partitions may be in one call.
  static constexpr size_t kCreatedAtOnce = 100;
  static constexpr size_t kAskedAtOnce = 1000;

  explicit Glue(Send send) : send_(std::move(send)) {}
  // CONFIG when there is no region.
  static Result<Glue> Connect(const store::Context& context);

  // Nothing when there is no such table, or no such database.
  Result<std::optional<KnownTable>> GetTable(const std::string& database, const std::string& name) const;
  // Fine when it is there.
  Status CreateDatabase(const std::string& name) const;

  enum class Made { Yes, Already, NoDatabase };
  Result<Made> CreateTable(const Table& table) const;
  // False when somebody else changed it since: read it again.
  Result<bool> UpdateTable(const std::string& database, const nlohmann::json& input, const std::string& version) const;

  // In the storage of the table but for the place.  Fine for those that are there.  False when there is no such table.
  Result<bool> CreatePartitions(const KnownTable& table, std::span<const Partition> partitions) const;
  // Those of `partitions` that the table does not have.
  Result<std::vector<Partition>> MissingPartitions(const KnownTable& table, std::span<const Partition> partitions) const;

 private:
  Result<aws::Reply> Call(const std::string& operation, const nlohmann::json& body) const;

  Send send_;
};

}  // namespace weir::catalog
