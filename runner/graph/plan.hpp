// From a pipeline to a plan: components found, options checked, columns bound edge by edge from the sources, then narrowed back from
// the sinks to what anybody reads.  Nothing has been read or written when a plan stands.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/pipeline.hpp"
#include "graph/framing.hpp"
#include "graph/node.hpp"
#include "plugin/catalog.hpp"

namespace weir::graph {

class Plan {
 public:
  // Finds every node's component and checks its options.  Null when there were problems, all of them in `problems`.
  static std::unique_ptr<Plan> Make(const config::Pipeline& pipeline, const plugin::Catalog& catalog, NodeHost::Log log,
                                    config::Diagnostics& problems);

  // What the state is about: the sources' options that are flagged so.
  std::string identity() const;
  // The same for one node: a source's bookmarks and a sink's targets are kept under it.
  std::string identity(const Node& node) const;

  // Creates the components, with the dead letters in `dead_letters_folder`, binds and narrows.  False when there were problems.
  bool Bind(const std::string& dead_letters_folder, config::Diagnostics& problems);

  const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }  // in DAG order; the dead letters come last
  Node* Find(std::string_view name) const;
  Node& dead_letters() const { return *nodes_.back(); }
  const config::Pipeline& pipeline() const { return pipeline_; }
  std::string ToText() const;  // for `weir graph`

 private:
  explicit Plan(const config::Pipeline& pipeline) : pipeline_(pipeline) {}
  bool AddNode(const config::Node& config, const plugin::Catalog& catalog, const NodeHost::Log& log, config::Diagnostics& problems);
  bool AddDeadLetters(const plugin::Catalog& catalog, const NodeHost::Log& log, config::Diagnostics& problems);
  bool Wire(config::Diagnostics& problems);
  void Order();
  bool MeetInputs(Node& node, config::Diagnostics& problems);
  bool BindNode(Node& node, config::Diagnostics& problems);
  bool SetFraming(const Node& node, const weir_framing& framing, config::Diagnostics& problems);
  void Narrow();
  void NarrowNode(Node& node);
  void Deliver();

  const config::Pipeline& pipeline_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::unique_ptr<Edge>> edges_;
  std::map<const Node*, WantedFraming> framings_;  // of sources of bytes, as their readers want them
};

}  // namespace weir::graph
