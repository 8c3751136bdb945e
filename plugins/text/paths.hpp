// Which rows of a batch go to which path.
#pragma once

#include <string>
#include <vector>

#include "store/row_groups.hpp"
#include "text/path_template.hpp"

namespace weir::text {

class Paths {
 public:
  // `time` is the name of the time column, if the template has a time.  Both outlive it.
  Paths(const PathTemplate& path, const std::string& time) : template_(path), time_(time) {}

  // Each group's name is a path below the root, made safe: a folder with its slash, or the beginning of a file's name.  Columns are
  // found by name, and one that the batch does not have is null.  Two groups may have the same name.  The rows are borrowed until
  // the next call.
  std::vector<store::RowGroup> Split(const ArrowSchema& schema, const ArrowArray& batch);

 private:
  store::Facet FacetOf(const ColumnField& field, const ArrowSchema& schema, const ArrowArray& batch) const;
  store::Facet FacetOf(const TimeFormat& format, const ArrowSchema& schema, const ArrowArray& batch) const;

  const PathTemplate& template_;
  const std::string& time_;
  store::RowGroups groups_;
};

}  // namespace weir::text
