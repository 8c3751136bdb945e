#include "config/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/guess.hpp"

namespace weir::config {
namespace {

struct Input {
  size_t node;
  const Edge* edge;
};
using Inputs = std::vector<std::vector<Input>>;  // of each node

// Resolves the names in `from`.  Returns whether all of them are good.
bool Connect(const std::vector<Node>& nodes, Inputs& inputs, Diagnostics& diagnostics) {
  std::map<std::string_view, size_t> by_name;
  std::vector<std::string> readable;
  for (size_t i = 0; i < nodes.size(); ++i) {
    by_name.emplace(nodes[i].name, i);
    if (nodes[i].kind != Node::Kind::Sink) readable.push_back(nodes[i].name);
  }
  bool good = true;
  for (size_t i = 0; i < nodes.size(); ++i) {
    for (const Edge& edge : nodes[i].from) {
      const auto found = by_name.find(edge.node);
      if (found == by_name.end()) {
        diagnostics.Error(edge.at, fmt::format("{} reads from `{}`, and there is no such node", nodes[i].where(), edge.node),
                          DidYouMean(edge.node, readable));
      } else if (nodes[found->second].kind == Node::Kind::Sink && edge.port != "rejected") {
        diagnostics.Error(edge.at, fmt::format("{} reads from `{}`, which is a sink", nodes[i].where(), edge.node),
                          fmt::format("a sink gives no rows but those it rejects: \"{}.rejected\"", edge.node));
      } else {
        inputs[i].push_back({found->second, &edge});
        continue;
      }
      good = false;
    }
  }
  return good;
}

// Walks from every node to what it reads from.  A node met again on the way there closes a cycle.
class CycleSearch {
 public:
  CycleSearch(const std::vector<Node>& nodes, const Inputs& inputs, Diagnostics& diagnostics)
      : nodes_(nodes), inputs_(inputs), diagnostics_(diagnostics), marks_(nodes.size(), Mark::New), reported_(nodes.size()) {}

  void Run() {
    for (size_t i = 0; i < nodes_.size(); ++i)
      if (marks_[i] == Mark::New) WalkFrom(i);
  }

 private:
  enum class Mark { New, OnTheWay, Done };
  struct Step {
    size_t node;
    size_t next;  // input to look at
  };

  // With its own stack: a chain of nodes may be as long as the file.
  void WalkFrom(size_t start) {
    way_.push_back({start, 0});
    marks_[start] = Mark::OnTheWay;
    while (!way_.empty()) {
      Step& step = way_.back();
      if (step.next == inputs_[step.node].size()) {
        marks_[step.node] = Mark::Done;
        way_.pop_back();
        continue;
      }
      const size_t input = inputs_[step.node][step.next++].node;
      if (marks_[input] == Mark::OnTheWay) Report(input);
      if (marks_[input] != Mark::New) continue;
      marks_[input] = Mark::OnTheWay;
      way_.push_back({input, 0});
    }
  }

  void Report(size_t closing) {
    // The end of the way feeds what stands before it there, so the rows go backwards.
    std::vector<size_t> cycle;
    for (auto step = way_.rbegin(); step->node != closing; ++step) cycle.push_back(step->node);
    cycle.push_back(closing);
    // Two cycles through one node are one knot; the first is enough to pull at.
    if (std::ranges::any_of(cycle, [this](size_t node) { return reported_[node]; })) return;
    for (const size_t node : cycle) reported_[node] = true;
    std::ranges::rotate(cycle, std::ranges::min_element(cycle));
    std::string names;
    for (const size_t node : cycle) names += nodes_[node].name + " -> ";
    names += nodes_[cycle.front()].name;
    const std::vector<Input>& inputs = inputs_[cycle.front()];
    const Input& closes = *std::ranges::find(inputs, cycle.back(), &Input::node);
    diagnostics_.Error(closes.edge->at, "the nodes form a cycle: " + names, "rows would never leave it");
  }

  const std::vector<Node>& nodes_;
  const Inputs& inputs_;
  Diagnostics& diagnostics_;
  std::vector<Mark> marks_;
  std::vector<bool> reported_;
  std::vector<Step> way_;
};

// Rows that nobody reads would vanish, and nothing vanishes in a pipeline without being named.
void CheckReaders(const std::vector<Node>& nodes, const Inputs& inputs, Diagnostics& diagnostics) {
  std::vector<bool> is_read(nodes.size());
  for (const std::vector<Input>& of : inputs)
    for (const Input& input : of)
      if (input.edge->port.empty()) is_read[input.node] = true;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].kind != Node::Kind::Sink && !is_read[i])
      diagnostics.Error(nodes[i].name_at, fmt::format("nobody reads from `{}`", nodes[i].name), "",
                        fmt::format("a sink with type = \"discard\" and from = \"{}\" throws its rows away", nodes[i].name));
}

void CheckKinds(const std::vector<Node>& nodes, Diagnostics& diagnostics) {
  const auto has = [&](Node::Kind kind) { return std::ranges::find(nodes, kind, &Node::kind) != nodes.end(); };
  if (!has(Node::Kind::Source)) diagnostics.Error({}, "the pipeline has no source", "", "add a table [source.NAME] with a `type`");
  if (!has(Node::Kind::Sink)) diagnostics.Error({}, "the pipeline has no sink", "", "add a table [sink.NAME] with a `type` and a `from`");
}

}  // namespace

void CheckGraph(const Nodes& nodes, Diagnostics& diagnostics) {
  CheckKinds(nodes.list, diagnostics);
  Inputs inputs(nodes.list.size());
  const bool connected = Connect(nodes.list, inputs, diagnostics);
  CycleSearch(nodes.list, inputs, diagnostics).Run();
  if (connected && nodes.all_edges_known) CheckReaders(nodes.list, inputs, diagnostics);
}

}  // namespace weir::config
