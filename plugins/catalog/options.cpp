#include "catalog/options.hpp"

#include "catalog/table.hpp"

namespace weir::catalog {
namespace {

template <class T>
OptionTable<T> PlaceOptions() {
  return {
      Option<T>("type", &T::type)
          .required()
          .limits("glue")
          .doc("Which catalog: AWS Glue, which Athena, Spark and Redshift read.")
          .example("\"glue\""),
      Option<T>("database", &T::database).required().doc("The database, in lower case; made when it is missing.").example("\"logs\""),
      Option<T>("table", &T::table).required().doc("The table, in lower case; made when it is missing.").example("\"alb\""),
      Option<T>("description", &T::description)
          .doc("What the table is for. Only said when it is made.")
          .example("\"requests of the shop\""),
  };
}

}  // namespace

// Glue's limit.
constexpr size_t kLongestDescription = 2048;

Status Place::Check() const {
  if (Status status = CheckName("database", database); !status.ok()) return status;
  if (Status status = CheckName("table", table); !status.ok()) return status;
  if (description.size() > kLongestDescription) return Status::Config("the description of the table has more than 2048 bytes");
  return {};
}

const OptionTable<SinkOptions>& SinkOptions::Options() {
  static const OptionTable<SinkOptions> table{
      PlaceOptions<SinkOptions>(),
      {
          Option("evolve", &SinkOptions::evolve)
              .limits("frozen|add|widen")
              .fallback("\"add\"")
              .doc(
                  "What may change in a table that is there: `frozen` nothing; `add` new columns come to its end; `widen` also int becomes "
                  "bigint and float becomes double."),
          Option("projection", &SinkOptions::projection)
              .fallback("false")
              .doc("Whether Athena reckons the partitions from the query instead of looking them up."),
      }};
  return table;
}

const OptionTable<SourceOptions>& SourceOptions::Options() {
  static const OptionTable<SourceOptions> table{
      PlaceOptions<SourceOptions>(),
      {
          Option("format", &SourceOptions::format)
              .limits("alb|elb|s3_access|vpc_flow|cloudfront|cloudtrail")
              .doc("What the files hold: the columns and the SerDe are those that AWS documents for Athena. Default: one column `message` "
                   "with a line in each row.")
              .example("\"alb\""),
      }};
  return table;
}

}  // namespace weir::catalog
