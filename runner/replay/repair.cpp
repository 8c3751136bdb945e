#include "replay/repair.hpp"

#include <fmt/format.h>

#include "replay/nowhere.hpp"

namespace weir::replay {
namespace {

void AddWithSinksAbove(const graph::Plan& plan, const graph::Node& node, std::set<std::string>& sinks) {
  if (node.kind() == WEIR_SINK) sinks.insert(node.name());
  // The dead letters take what any node rejects.
  if (node.dead_letters)
    for (const auto& other : plan.nodes())
      if (other->kind() == WEIR_SINK) sinks.insert(other->name());
  for (const graph::Edge* edge : node.inputs)
    if (edge->from != nullptr) AddWithSinksAbove(plan, *edge->from, sinks);
}

void SendNowhere(config::Node& sink) {
  sink.type = kNowhere;
  sink.options = {};
}

}  // namespace

Result<std::set<std::string>> SinksToRepair(const graph::Plan& plan, const std::set<std::string>& refused) {
  std::set<std::string> sinks;
  for (const auto& node : plan.nodes())
    if (refused.contains(node->name())) AddWithSinksAbove(plan, *node, sinks);
  for (const auto& node : plan.nodes())
    if (sinks.contains(node->name()) && node->sink().retract == nullptr)
      return Status::Config(fmt::format("sink `{}` can't take back what it wrote, so it can't be written again", node->name()));
  return sinks;
}

config::Pipeline RepairPipeline(const graph::Plan& plan, const std::set<std::string>& sinks) {
  config::Pipeline pipeline = plan.pipeline();
  for (config::Node& node : pipeline.nodes)
    if (node.kind == config::Node::Kind::Sink && !sinks.contains(node.name)) SendNowhere(node);
  auto& letters = pipeline.dead_letter;
  if (!sinks.contains(letters.sink.name)) SendNowhere(letters.sink);
  // How much was rejected was judged when the epoch was read first.
  letters.max_rejected = 1;
  letters.stop_after_rejected.reset();
  return pipeline;
}

}  // namespace weir::replay
