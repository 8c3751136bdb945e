#include "partitions.hpp"

#include "store/hive.hpp"

namespace weir::parquet {

store::Facet Partitioner::FacetOf(const PartitionKey& key, const ArrowSchema& schema, const ArrowArray& batch) const {
  const auto place = FindColumn(schema, key.unit ? time_ : key.name);
  if (!place) return store::Facet::Of("");
  const ArrowArray& column = *batch.children[*place];
  if (!key.unit) return store::FacetOfColumn(*TypeOf(*schema.children[*place]), column, 0, batch.length);
  const int64_t span = (*key.unit == TimeUnit::Hour ? 1 : 24) * 3600LL * 1000000;
  return store::FacetOfTime(column, 0, batch.length, span,
                            [&key](int64_t time) { return store::FormatUnit(store::MomentOf(time), *key.unit); });
}

std::vector<Partition> Partitioner::Split(const ArrowSchema& schema, const ArrowArray& batch) {
  groups_.Begin(batch.length);
  for (const PartitionKey& key : keys_) {
    store::Facet facet = FacetOf(key, schema, batch);
    for (std::string& text : facet.texts) text = store::HiveFolder(key.name, text);
    groups_.Append(facet);
  }
  std::vector<Partition> partitions;
  for (store::RowGroup& group : groups_.Finish()) partitions.push_back({std::move(group.name), group.rows});
  return partitions;
}

}  // namespace weir::parquet
