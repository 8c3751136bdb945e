// A pipeline of fake components, from the text of its file to the outcome of a run.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/pipeline.hpp"
#include "epoch/run.hpp"
#include "epoch/state.hpp"
#include "graph/plan.hpp"
#include "graph/world.hpp"
#include "plugin/catalog.hpp"

namespace weir::graph {

inline plugin::Catalog Fakes() { return plugin::Catalog::Of({FakeSources(), FakeTransforms(), FakeSinks()}); }

struct Planned {
  explicit Planned(const std::string& text, const plugin::Catalog& catalog = Fakes(), bool recorded = false)
      : problems(std::make_unique<config::Diagnostics>("test.toml", recorded ? text : "weir = 1\n" + text)) {
    config::Invocation invocation;
    invocation.recorded = recorded;
    if (auto loaded = config::Load(invocation, *problems)) {
      pipeline = std::make_unique<config::Pipeline>(std::move(*loaded));
      plan = Plan::Make(
          *pipeline, catalog, [](int32_t, std::string_view, std::string_view) {}, *problems);
      bound = plan != nullptr && plan->Bind("letters", *problems);
    }
  }
  std::string said() const { return problems->Render(false); }
  const Node& node(std::string_view name) const {
    for (const auto& node : plan->nodes())
      if (node->name() == name) return *node;
    abort();
  }

  std::unique_ptr<config::Diagnostics> problems;
  std::unique_ptr<config::Pipeline> pipeline;
  std::unique_ptr<Plan> plan;
  bool bound = false;
};

// The plan of a pipeline as an earlier run had recorded it.
inline Result<std::shared_ptr<Plan>> Recalled(const std::string& canonical, int64_t) {
  const auto planned = std::make_shared<Planned>(canonical, Fakes(), true);
  if (!planned->bound) return Status::Config(planned->said());
  return std::shared_ptr<Plan>(planned, planned->plan.get());
}

// Runs it once, with its state in `folder`.  `during` is given the run before it starts, so that hooks can stop it.
inline epoch::Outcome RunPipe(const std::string& folder, const std::string& text, const std::function<void(epoch::Run&)>& during = {}) {
  const Planned planned(text);
  epoch::Outcome outcome;
  if (!planned.bound) {
    outcome.failure = Status::Config(planned.said());
    return outcome;
  }
  std::vector<epoch::SinkIdentity> sinks;
  for (const auto& node : planned.plan->nodes())
    if (node->kind() == WEIR_SINK && !node->dead_letters) sinks.push_back({node->name(), planned.plan->identity(*node)});
  auto state = epoch::State::Open(folder, sinks);
  if (!state.ok()) {
    outcome.failure = state.status();
    return outcome;
  }
  epoch::Run run(*planned.plan, **state, [](int32_t, std::string_view, std::string_view) {}, Recalled, {});
  if (during) during(run);
  return run.Execute();
}

inline const epoch::NodeCounts& CountsOf(const epoch::Outcome& outcome, std::string_view name) {
  for (const epoch::NodeCounts& node : outcome.ledger.nodes)
    if (node.name == name) return node;
  static const epoch::NodeCounts kNone;
  return kNone;
}

}  // namespace weir::graph
