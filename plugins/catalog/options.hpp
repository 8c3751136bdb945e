// What a pipeline says of a catalog: the option `catalog` of a sink and of a source.
#pragma once

#include <optional>
#include <string>

#include "catalog/evolution.hpp"
#include "catalog/raw_table.hpp"
#include "weir/options.hpp"

namespace weir::catalog {

enum class Kind { Glue };

struct Place {
  Kind type = Kind::Glue;
  std::string database, table, description;

  Status Check() const;
};

struct SinkOptions : Place {
  Evolve evolve = Evolve::Add;
  bool projection = false;
  static const OptionTable<SinkOptions>& Options();
};

struct SourceOptions : Place {
  std::optional<RawFormat> format;
  static const OptionTable<SourceOptions>& Options();
};

}  // namespace weir::catalog
