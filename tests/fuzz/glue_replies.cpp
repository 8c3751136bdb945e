// What Glue answers, from anyone who stands in for it: whatever it is, a table is grown from it or an error told, and what is sent
// back is JSON.
#include <nlohmann/json.hpp>

#include "catalog/evolution.hpp"
#include "catalog/reply.hpp"
#include "input.hpp"

using namespace weir;
using namespace weir::catalog;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto errors = ParseItemErrors(body); errors.ok())
    for (const ItemError& error : *errors) fuzz::Expect(error.message.size() < 1024, "a message is bounded");
  (void)ParsePartitions(body);
  const Result<KnownTable> known = ParseTable(body);
  if (!known.ok()) {
    fuzz::Expect(known.status().code() == WEIR_E_FATAL, "no other outcome");
    return 0;
  }
  Table wanted{.database = "d", .name = "t", .location = "s3://b/lake"};
  wanted.columns = {{"a", "bigint"}, {"b", "double"}, {"c", "string"}};
  wanted.keys = {{"day", "string"}};
  wanted.format = Parquet();
  wanted.parameters["projection.enabled"] = "true";
  const Status place = CheckPlace(wanted, *known);
  fuzz::Expect(place.message().size() < 4096, "a message is bounded");
  if (!place.ok()) return 0;
  const Result<Change> change = Compare(wanted, *known, Evolve::Widen);
  if (!change.ok()) return 0;
  const nlohmann::json changed = Changed(*known, *change);
  fuzz::Expect(changed["StorageDescriptor"]["Columns"].size() >= known->table.columns.size(), "no column is lost");
  const Result<KnownTable> grown = ParseTable(nlohmann::json{{"Table", changed}}.dump());
  fuzz::Expect(grown.ok() && CheckPlace(wanted, *grown).ok(), "a table that has grown is read");
  const Result<Change> more = Compare(wanted, *grown, Evolve::Widen);
  fuzz::Expect(more.ok() && more->empty(), "a table that has grown takes what is written, as it is");
  return 0;
}
