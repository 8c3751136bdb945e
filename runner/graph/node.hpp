// A node of the plan: one instance of a component, bound to its columns and wired to its neighbours.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/options.hpp"
#include "config/pipeline.hpp"
#include "frame/framing.hpp"
#include "graph/batch.hpp"
#include "graph/host.hpp"
#include "weir/plugin.h"
#include "weir/schema.hpp"

namespace re2 {
class RE2;
}

namespace weir::graph {

struct Node;

// From one port of a node to another node.
struct Edge {
  Node* from = nullptr;
  uint32_t port = 0;
  Node* to = nullptr;
  Mapping mapping;
};

struct Node {
  size_t index = 0;  // in DAG order
  config::Node config;
  const weir_component* component = nullptr;
  std::optional<config::OptionValues> values;
  std::unique_ptr<NodeHost> host;
  void* self = nullptr;
  bool dead_letters = false;  // the sink of last resort

  std::vector<Edge*> inputs;
  std::vector<std::vector<Edge*>> outputs;  // by port; the last is `rejected`
  Schema in;                                // all inputs, met by name, as bound
  std::vector<Schema> out;                  // by port, as bound; the last is `rejected`
  std::vector<uint8_t> wanted, needed;      // of out[0] and of in
  Schema delivered;                         // the columns of `in` that are needed: what batches bring
  std::vector<Schema> emitted;              // by port: what batches take on
  // Sources of bytes: how records are cut, and which lines at the start of the content are its head.
  std::shared_ptr<const re2::RE2> multiline;
  config::Location multiline_at;
  std::shared_ptr<const frame::Framing> framing, head_framing;
  std::shared_ptr<const re2::RE2> head;
  bool one_head_line = false;

  Node() = default;
  Node(const Node&) = delete;
  ~Node() {
    if (self != nullptr) component->destroy(self);
  }

  const std::string& name() const { return config.name; }
  int32_t kind() const { return component->kind; }
  uint32_t rejected_port() const { return static_cast<uint32_t>(component->n_outputs) + 1; }
  const weir_source& source() const { return *static_cast<const weir_source*>(component->ops); }
  const weir_transform& transform() const { return *static_cast<const weir_transform*>(component->ops); }
  const weir_sink& sink() const { return *static_cast<const weir_sink*>(component->ops); }
  bool gives_bytes() const { return kind() == WEIR_SOURCE && source().bytes != 0; }
};

}  // namespace weir::graph
