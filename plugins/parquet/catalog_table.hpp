// The sink's table as a catalog has it.
#pragma once

#include <string>

#include "catalog/options.hpp"
#include "catalog/table.hpp"
#include "lane.hpp"

namespace weir::parquet {

// Of a bound sink: `layout` was made from `in`, `root` is where its files are.  CONFIG when a catalog can't have such a table.
Result<catalog::Table> CatalogTable(const catalog::SinkOptions& options, const std::string& root, const Layout& layout,
                                    const ArrowSchema& in);

}  // namespace weir::parquet
