#include "replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "replay/letter_source.hpp"

namespace weir::replay {
namespace {

config::Value Text(std::string text) {
  config::Value value;
  value.data = std::move(text);
  return value;
}

config::Node LetterNode(const graph::Node& refused_by, const std::string& folder) {
  config::Array columns;
  const ArrowSchema& in = *refused_by.in.get();
  for (int64_t c = 0; c < in.n_children; ++c)
    columns.push_back(
        Text(fmt::format("{} {}", in.children[c]->dictionary != nullptr ? "dictionary" : in.children[c]->format, in.children[c]->name)));
  config::Value list;
  list.data = std::move(columns);
  config::Node node;
  node.kind = config::Node::Kind::Source;
  node.name = "letters_of_" + refused_by.name();
  node.type = kLetterSource;
  node.options.entries = {{"path", {}, Text(folder)}, {"node", {}, Text(refused_by.name())}, {"columns", {}, std::move(list)}};
  return node;
}

}  // namespace

const ArrowSchema* LostIn(const ArrowSchema& in) {
  for (int64_t c = 0; c < in.n_children; ++c)
    if (const auto type = TypeOf(*in.children[c]); type && IsNested(*type)) return in.children[c];
  return nullptr;
}

Result<config::Pipeline> ReplayPipeline(const graph::Plan& plan, const std::set<std::string>& nodes, const std::string& folder) {
  config::Pipeline pipeline = plan.pipeline();
  pipeline.nodes.clear();
  std::set<std::string> fed;               // nodes that get rows in the replay
  for (const auto& node : plan.nodes()) {  // in DAG order
    if (node->dead_letters) continue;
    const bool refused = nodes.contains(node->name());
    if (refused && node->kind() == WEIR_SOURCE)
      return Status::Config(
          fmt::format("`{}` is a source: what it refused can't be put back into it; read the letters with weir dlq show", node->name()));
    config::Node copy = node->config;
    std::erase_if(copy.from, [&](const config::Edge& edge) { return !fed.contains(edge.node); });
    if (refused) {
      pipeline.nodes.push_back(LetterNode(*node, folder));
      copy.from.push_back({pipeline.nodes.back().name, "", {}});
    }
    if (copy.from.empty()) continue;
    fed.insert(copy.name);
    pipeline.nodes.push_back(std::move(copy));
  }
  return pipeline;
}

}  // namespace weir::replay
