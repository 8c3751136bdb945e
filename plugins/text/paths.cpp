#include "text/paths.hpp"

#include "store/hive.hpp"

namespace weir::text {

store::Facet Paths::FacetOf(const ColumnField& field, const ArrowSchema& schema, const ArrowArray& batch) const {
  const auto place = FindColumn(schema, field.name);
  if (!place) return store::Facet::Of(EscapeValue(""));
  const auto type = TypeOf(*schema.children[*place]);
  store::Facet facet = store::FacetOfColumn(*type, *batch.children[*place], batch.offset, batch.length);
  for (std::string& text : facet.texts) text = EscapeValue(text);
  return facet;
}

store::Facet Paths::FacetOf(const TimeFormat& format, const ArrowSchema& schema, const ArrowArray& batch) const {
  const auto place = FindColumn(schema, time_);
  if (!place) return store::Facet::Of(std::string(store::kHiveDefault));
  store::Facet facet = store::FacetOfTime(*batch.children[*place], batch.offset, batch.length, format.span(),
                                          [&format](int64_t time) { return format.Format(time); });
  for (std::string& text : facet.texts)
    if (text.empty()) text = store::kHiveDefault;
  return facet;
}

std::vector<store::RowGroup> Paths::Split(const ArrowSchema& schema, const ArrowArray& batch) {
  groups_.Begin(batch.length);
  for (const Piece& piece : template_.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      groups_.Append(*literal);
    else if (const auto* column = std::get_if<ColumnField>(&piece))
      groups_.Append(FacetOf(*column, schema, batch));
    else
      groups_.Append(FacetOf(std::get<TimeFormat>(piece), schema, batch));
  }
  std::vector<store::RowGroup> groups = groups_.Finish();
  for (store::RowGroup& group : groups) group.name = MakeSafe(group.name, template_.longest_part);
  return groups;
}

}  // namespace weir::text
