#include "catalog/catalog.hpp"

#include <algorithm>

namespace weir::catalog {
namespace {

// Of those who change the same table at the same time, one gets through each time.
constexpr int kTries = 10;

}  // namespace

Catalog::Catalog(Table table, Evolve evolve, Role role, store::Context context, std::optional<Glue> glue)
    : table_(std::move(table)), evolve_(evolve), role_(role), context_(std::move(context)), glue_(std::move(glue)) {}

Status Catalog::Connect() {
  if (glue_) return {};
  Result<Glue> glue = Glue::Connect(context_);
  if (!glue.ok()) return glue.status();
  glue_ = std::move(*glue);
  return {};
}

Status Catalog::Ensure() {
  const std::lock_guard lock(mutex_);
  if (ensured_) return {};
  Status status = Load(true);
  ensured_ = status.ok();
  return status;
}

// After this the table is known, and files of ours may stand in it.
Status Catalog::Load(bool may_change) {
  if (Status status = Connect(); !status.ok()) return status;
  for (int tries = kTries; tries > 0; --tries) {
    Result<std::optional<KnownTable>> found = glue_->GetTable(table_.database, table_.name);
    if (!found.ok()) return found.status();
    if (!*found) {
      // Whoever makes it, it is read again: partitions take over what the catalog has.
      if (Status status = Create(); !status.ok()) return status;
      continue;
    }
    known_ = std::move(*found);
    // An answer need not repeat what was asked.
    known_->table.database = table_.database;
    known_->table.name = table_.name;
    if (Status status = CheckPlace(table_, *known_); !status.ok()) return status;
    if (!may_change || role_ == Role::Found) return {};
    const Result<Change> change = Compare(table_, *known_, evolve_);
    if (!change.ok()) return change.status();
    if (change->empty()) return {};
    const Result<bool> updated = glue_->UpdateTable(table_.database, Changed(*known_, *change), known_->version);
    if (!updated.ok()) return updated.status();
    if (*updated && context_.log) context_.log(WEIR_INFO, "table " + table_.full_name() + ": " + change->ToText());
  }
  return Status::Retry("the table " + table_.full_name() + " changes all the time: others write to it too");
}

Status Catalog::Create() {
  Result<Glue::Made> made = glue_->CreateTable(table_);
  if (made.ok() && *made == Glue::Made::NoDatabase) {
    if (Status status = glue_->CreateDatabase(table_.database); !status.ok()) return status;
    made = glue_->CreateTable(table_);
  }
  if (!made.ok()) return made.status();
  if (*made == Glue::Made::NoDatabase)
    return Status::Retry("the database " + table_.database + " was made and is not there: it may take a moment");
  if (*made == Glue::Made::Yes && context_.log) context_.log(WEIR_INFO, "made the table " + table_.full_name());
  return {};
}

Status Catalog::Register(const std::set<Partition>& partitions, bool ask) {
  const std::lock_guard lock(mutex_);
  std::vector<Partition> fresh;
  std::ranges::set_difference(partitions, registered_, std::back_inserter(fresh));
  if (fresh.empty() || table_.keys.empty()) return {};
  if (!known_)
    if (Status status = Load(false); !status.ok()) return status;
  if (Status status = Send(fresh, ask); !status.ok()) return status;
  registered_.insert(fresh.begin(), fresh.end());
  return {};
}

Status Catalog::Send(const std::vector<Partition>& partitions, bool ask) {
  std::vector<Partition> missing = partitions;
  if (ask) {
    Result<std::vector<Partition>> found = glue_->MissingPartitions(*known_, partitions);
    if (!found.ok()) return found.status();
    missing = std::move(*found);
  }
  Result<bool> made = glue_->CreatePartitions(*known_, missing);
  if (made.ok() && !*made) {
    // Somebody dropped the table, and its partitions with it.
    registered_.clear();
    if (Status status = Load(false); !status.ok()) return status;
    made = glue_->CreatePartitions(*known_, partitions);
  }
  if (!made.ok()) return made.status();
  if (!*made) return Status::Retry("the table " + table_.full_name() + " is gone again: somebody drops it");
  if (!missing.empty() && context_.log)
    context_.log(WEIR_INFO, "registered " + std::to_string(missing.size()) + " partitions of " + table_.full_name());
  return {};
}

}  // namespace weir::catalog
