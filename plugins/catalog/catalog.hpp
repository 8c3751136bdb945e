// Keeps one table of a catalog: makes it, lets it grow, and registers its partitions.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "catalog/evolution.hpp"
#include "catalog/glue.hpp"
#include "store/context.hpp"

namespace weir::catalog {

class Catalog {
 public:
  // How a table that is there is met.
  enum class Role {
    Written,  // its columns must be able to take ours
    Found,    // its columns are its owner's
  };
  // `glue`: nothing for the service itself, which is then met with the first call.
  Catalog(Table table, Evolve evolve, Role role, store::Context context, std::optional<Glue> glue = {});

  // Makes the database and the table when they are missing, and lets the table grow as it must.  Once: later calls cost nothing.
  // CONFIG when it can't become what is wanted.  [any]
  Status Ensure();

  // Registers them; those that are there are fine.  A table that is gone is made anew.  With `ask` the table is asked first which of
  // them it has.  Those registered once are not sent again.  [any]
  Status Register(const std::set<Partition>& partitions, bool ask = false);

 private:
  Status Connect();
  Status Load(bool may_change);
  Status Create();
  Status Send(const std::vector<Partition>& partitions, bool ask);

  const Table table_;
  const Evolve evolve_;
  const Role role_;
  const store::Context context_;
  std::mutex mutex_;
  std::optional<Glue> glue_;
  std::optional<KnownTable> known_;
  bool ensured_ = false;
  std::set<Partition> registered_;
};

}  // namespace weir::catalog
