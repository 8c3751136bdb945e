// catalog ddl: the tables that a pipeline keeps in a catalog, as statements for whoever wants to make them by hand.

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "graph/call.hpp"
#include "weir/ddl.h"

namespace weir::cli {
namespace {

std::string DdlOf(const graph::Node& node) {
  if (!WEIR_HAS(node.component, extension) || node.component->extension == nullptr) return {};
  const auto* ddl = static_cast<const weir_ddl*>(node.component->extension(node.self, WEIR_DDL_1));
  if (ddl == nullptr || !WEIR_HAS(ddl, ddl) || ddl->ddl == nullptr) return {};
  graph::Collector sql;
  ddl->ddl(node.self, &sql.writer);
  return sql.text();
}

}  // namespace

int CatalogDdl(const FileArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  std::string all;
  for (const auto& node : loaded->plan->nodes())
    if (const std::string sql = DdlOf(*node); !sql.empty()) all += fmt::format("{}-- {}\n{}", all.empty() ? "" : "\n", node->name(), sql);
  if (all.empty()) {
    fmt::print(stderr, "no node of this pipeline has a `catalog`\n");
    return kDone;
  }
  fmt::print("{}", all);
  return kDone;
}

}  // namespace weir::cli
