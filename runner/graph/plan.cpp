#include "graph/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/guess.hpp"
#include "graph/fits.hpp"
#include "graph/reader.hpp"
#include "graph/rejects.hpp"

namespace weir::graph {
namespace {

int32_t KindOf(config::Node::Kind kind) {
  switch (kind) {
    case config::Node::Kind::Source: return WEIR_SOURCE;
    case config::Node::Kind::Transform: return WEIR_TRANSFORM;
    case config::Node::Kind::Sink: return WEIR_SINK;
  }
  return 0;
}

config::OptionTable OptionsOf(const weir_component& component) { return {component.options, component.n_options, component.option_size}; }

std::string Listed(const std::vector<std::string>& names) { return fmt::format("`{}`", fmt::join(names, "`, `")); }

std::vector<std::string> PortsOf(const Node& node) {
  std::vector<std::string> ports;
  for (size_t i = 0; i < node.component->n_outputs; ++i) ports.emplace_back(node.component->outputs[i]);
  ports.emplace_back("rejected");
  return ports;
}

// Gives the dead letters a place if the pipeline does not.
void DefaultPath(Node& node, const std::string& folder) {
  const config::OptionTable options = OptionsOf(*node.component);
  bool has_path = false;
  for (size_t i = 0; i < options.n; ++i) has_path |= std::string_view(options[i].name) == "path";
  if (!has_path || node.config.options.Find("path") != nullptr) return;
  // The folder is meant as it is; a path may be a template.
  std::string literal;
  for (const char c : folder) literal.append(c == '{' || c == '}' ? 2 : 1, c);
  config::Value path;
  path.data = std::move(literal);
  node.config.options.entries.push_back({"path", node.config.name_at, std::move(path)});
}

// A column of a type that weir does not know, if there is one.
const ArrowSchema* UnknownIn(const ArrowSchema& batch) {
  for (int64_t c = 0; c < batch.n_children; ++c)
    if (!TypeOf(*batch.children[c])) return batch.children[c];
  return nullptr;
}

// Where a node's columns come from and what they are, for whoever misses one.
std::string Brought(const Node& node) {
  std::vector<std::string> lines;
  for (const Edge* edge : node.inputs) {
    if (edge->from == nullptr) continue;
    std::vector<std::string> columns;
    const ArrowSchema& out = *edge->from->out[edge->port].get();
    for (int64_t c = 0; c < out.n_children; ++c)
      if (!IsOrigin(out.children[c]->name)) columns.emplace_back(out.children[c]->name);
    lines.push_back(fmt::format("`{}` gives {}", edge->from->name(), fmt::join(columns, ", ")));
  }
  lines.push_back("weir doc " + node.config.type);
  return fmt::format("{}", fmt::join(lines, "; "));
}

}  // namespace

std::unique_ptr<Plan> Plan::Make(const config::Pipeline& pipeline, const plugin::Catalog& catalog, NodeHost::Log log,
                                 config::Diagnostics& problems) {
  std::unique_ptr<Plan> plan(new Plan(pipeline));
  bool good = true;
  for (const config::Node& node : pipeline.nodes) good &= plan->AddNode(node, catalog, log, problems);
  if (!good || !problems.empty() || !plan->Wire(problems)) return nullptr;
  plan->Order();
  if (!plan->AddDeadLetters(catalog, log, problems)) return nullptr;
  for (size_t i = 0; i < plan->nodes_.size(); ++i) plan->nodes_[i]->index = i;
  return plan;
}

bool Plan::AddNode(const config::Node& config, const plugin::Catalog& catalog, const NodeHost::Log& log, config::Diagnostics& problems) {
  if (config.type.empty()) return false;  // reported when the file was read
  const int32_t kind = KindOf(config.kind);
  auto node = std::make_unique<Node>();
  node->config = config;
  node->component = catalog.Find(kind, config.type);
  if (node->component == nullptr) {
    const auto types = catalog.TypesOf(kind);
    const auto guess = config::Guess(config.type, types);
    problems.Error(config.type_at, fmt::format("unknown {} type `{}`", plugin::NameOfKind(kind), config.type),
                   guess ? fmt::format("did you mean `{}`?", *guess) : "",
                   types.empty() ? "no plugin that offers one was found; say where with --plugin-path"
                                 : fmt::format("there are {}; see weir list", Listed(types)));
    return false;
  }
  if (config.name == config::kDeadLetter) DefaultPath(*node, ".");
  const bool framed = node->gives_bytes() ? TakeMultiline(*node, problems) : true;
  node->values = config::BindOptions(OptionsOf(*node->component), node->config.options, config.owner(), pipeline_.clock, problems);
  node->host = std::make_unique<NodeHost>(config.name, log);
  node->outputs.resize(node->component->n_outputs + 2);
  const bool good = framed && node->values.has_value();
  nodes_.push_back(std::move(node));
  return good;
}

// The sink that takes what is rejected and nobody reads.  Where it writes by default is known only when the state is.
bool Plan::AddDeadLetters(const plugin::Catalog& catalog, const NodeHost::Log& log, config::Diagnostics& problems) {
  if (!AddNode(pipeline_.dead_letter.sink, catalog, log, problems)) return false;
  Node& node = *nodes_.back();
  node.dead_letters = true;
  auto edge = std::make_unique<Edge>();
  edge->to = &node;
  node.inputs.push_back(edge.get());
  edges_.push_back(std::move(edge));
  return true;
}

bool Plan::Wire(config::Diagnostics& problems) {
  std::map<std::string, Node*> by_name;
  for (const auto& node : nodes_) by_name[node->name()] = node.get();
  bool good = true;
  for (const auto& node : nodes_) {
    for (const config::Edge& from : node->config.from) {
      Node* source = by_name.at(from.node);
      const auto ports = PortsOf(*source);
      const auto port = std::ranges::find(ports, from.port);
      if (!from.port.empty() && port == ports.end()) {
        const auto guess = config::Guess(from.port, ports);
        problems.Error(from.at, fmt::format("`{}` has no port `{}`", from.node, from.port),
                       guess ? fmt::format("did you mean `{}`?", *guess) : "", fmt::format("its ports are {}", Listed(ports)));
        good = false;
        continue;
      }
      auto edge = std::make_unique<Edge>();
      edge->from = source;
      edge->to = node.get();
      edge->port = from.port.empty() ? 0 : static_cast<uint32_t>(port - ports.begin()) + 1;
      source->outputs[edge->port].push_back(edge.get());
      node->inputs.push_back(edge.get());
      edges_.push_back(std::move(edge));
    }
  }
  return good;
}

Node* Plan::Find(std::string_view name) const {
  for (const auto& node : nodes_)
    if (node->name() == name) return node.get();
  return nullptr;
}

// Sorts the nodes so that every edge goes forward; the pipeline has no cycle.
void Plan::Order() {
  std::map<const Node*, size_t> waiting;
  for (const auto& node : nodes_) waiting[node.get()] = node->inputs.size();
  std::vector<std::unique_ptr<Node>> ordered;
  while (ordered.size() < nodes_.size()) {
    const auto next = std::ranges::find_if(nodes_, [&](const auto& node) { return node != nullptr && waiting[node.get()] == 0; });
    assert(next != nodes_.end() && "the pipeline was checked for cycles");
    for (const auto& port : (*next)->outputs)
      for (const Edge* edge : port) --waiting[edge->to];
    ordered.push_back(std::move(*next));
  }
  nodes_ = std::move(ordered);
}

std::string Plan::identity(const Node& node) const {
  return node.config.type + "\n" + (node.values ? config::IdentityText(OptionsOf(*node.component), node.values->values()) : "");
}

std::string Plan::identity() const {
  std::vector<std::string> sources;
  for (const auto& node : nodes_)
    if (node->kind() == WEIR_SOURCE) sources.push_back(identity(*node));
  std::ranges::sort(sources);
  return fmt::format("{}", fmt::join(sources, "\n"));
}

bool Plan::Bind(const std::string& dead_letters_folder, config::Diagnostics& problems) {
  Node& letters = dead_letters();
  letters.config.options = pipeline_.dead_letter.sink.options;
  DefaultPath(letters, dead_letters_folder);
  letters.values =
      config::BindOptions(OptionsOf(*letters.component), letters.config.options, letters.config.owner(), pipeline_.clock, problems);
  if (!letters.values) return false;
  bool good = true;
  for (const auto& node : nodes_) {
    // What a broken node would have given is unknown, so nothing can be said about those behind it.
    const bool inputs_are_known =
        std::ranges::none_of(node->inputs, [](const Edge* edge) { return edge->from != nullptr && edge->from->out.empty(); });
    if (!inputs_are_known || !MeetInputs(*node, problems) || !BindNode(*node, problems)) {
      node->out.clear();
      good = false;
    }
  }
  if (!good) return false;
  Narrow();
  Deliver();
  return true;
}

// The columns of all inputs, met by name.
bool Plan::MeetInputs(Node& node, config::Diagnostics& problems) {
  if (node.kind() == WEIR_SOURCE) return true;
  if (node.dead_letters) {
    node.in = Schema::Of(*DeadLetterSchema().get());
    return true;
  }
  std::vector<const ArrowSchema*> columns;
  std::vector<const Edge*> brought_by;
  bool good = true;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const Edge& edge = *node.inputs[i];
    const ArrowSchema& out = *edge.from->out[edge.port].get();
    for (int64_t c = 0; c < out.n_children; ++c) {
      const auto same =
          std::ranges::find_if(columns, [&](const ArrowSchema* known) { return std::string_view(known->name) == out.children[c]->name; });
      if (same != columns.end() && brought_by[static_cast<size_t>(same - columns.begin())] == &edge) {
        problems.Error(node.config.from[i].at, fmt::format("`{}` gives two columns `{}`", edge.from->name(), out.children[c]->name), "",
                       "a capture or column needs a name of its own");
        good = false;
        continue;
      }
      if (same == columns.end()) {
        columns.push_back(out.children[c]);
        brought_by.push_back(&edge);
        continue;
      }
      if (SameType(**same, *out.children[c])) continue;
      const Edge& other = *brought_by[static_cast<size_t>(same - columns.begin())];
      problems.Error(node.config.from[i].at,
                     fmt::format("column `{}` is {} from `{}` and {} from `{}`", out.children[c]->name, NameOfType(**same),
                                 other.from->name(), NameOfType(*out.children[c]), edge.from->name()),
                     "", "columns of several inputs meet by name and must be of one type");
      good = false;
    }
  }
  // Columns that weir does not know travel along untouched, but it can't fill in one that an input lacks.
  for (const ArrowSchema* column : columns) {
    if (node.inputs.size() == 1 || TypeOf(*column)) continue;
    problems.Error(node.config.name_at, fmt::format("{}: column `{}` is of type {}, which can't meet columns of other inputs",
                                                    node.config.where(), column->name, NameOfType(*column)));
    good = false;
  }
  node.in = Schema::Of(columns);
  return good;
}

bool Plan::BindNode(Node& node, config::Diagnostics& problems) {
  const weir_component& component = *node.component;
  weir_error error{};
  error.size = sizeof error;
  const auto report = [&](weir_code code, const char* doing) {
    if (code == WEIR_E_CONFIG)
      problems.Error(error.option > 0 ? node.values->LocationOf(error.option) : node.config.name_at,
                     fmt::format("{}: {}", node.config.where(), error.message), "", Brought(node));
    else
      problems.Error(node.config.name_at, fmt::format("{} failed to {}: {}", node.config.where(), doing, error.message));
    return false;
  };
  if (node.self == nullptr)
    if (const weir_code code = component.create(node.host->get(), node.values->values(), &node.self, &error); code < 0)
      return report(code, "start");

  weir_framing framing{};
  framing.size = sizeof framing;
  framing.kind = WEIR_LINES;
  const bool reads_bytes = std::ranges::any_of(
      node.inputs, [](const Edge* edge) { return edge->from != nullptr && edge->from->gives_bytes() && edge->port == 0; });
  std::vector<ArrowSchema> out(node.kind() == WEIR_SINK ? 0 : component.n_outputs + 1);
  for (ArrowSchema& schema : out) schema.release = nullptr;
  const weir_code code =
      component.bind(node.self, node.kind() == WEIR_SOURCE ? nullptr : node.in.get(), out.data(), reads_bytes ? &framing : nullptr, &error);
  for (ArrowSchema& schema : out) {
    node.out.emplace_back();
    if (schema.release != nullptr) node.out.back() = Schema(&schema);
  }
  if (node.kind() == WEIR_SINK) node.out.emplace_back(Schema(std::vector<Field>{}));  // so that port 1 is `rejected` here too
  if (code < 0) return report(code, "bind its columns");
  for (const Schema& schema : node.out) {
    Status status = schema.empty() ? Status::Bug("named no columns for one of its ports") : IsSchema(*schema.get());
    if (status.ok() && node.gives_bytes() && (schema.get()->n_children == 0 || TypeOf(*schema.get()->children[0]) != Type::Binary))
      status = Status::Bug("gives bytes, and its first column is not of bytes");
    if (status.ok()) continue;
    problems.Error(node.config.name_at, fmt::format("{}: the plugin {}: a bug in it", node.config.where(), status.message()));
    return false;
  }
  if (reads_bytes && !SetFraming(node, framing, problems)) return false;
  if (node.gives_bytes()) node.out[0] = FramedSchema(*node.out[0].get());
  if (const ArrowSchema* unknown = UnknownIn(node.kind() == WEIR_SOURCE ? *node.out[0].get() : *node.in.get());
      unknown != nullptr && !node.outputs[node.rejected_port()].empty()) {
    problems.Error(node.config.name_at, fmt::format("{}: its rejected rows can't be read, as column `{}` is of type {}",
                                                    node.config.where(), unknown->name, NameOfType(*unknown)));
    return false;
  }
  node.out.push_back(RejectedSchema(node.kind() == WEIR_SOURCE ? *node.out[0].get() : *node.in.get()));
  return true;
}

// How the records of the sources before `node` are cut: as it wants, and as everyone else who reads them wants.
bool Plan::SetFraming(const Node& node, const weir_framing& framing, config::Diagnostics& problems) {
  const Result<WantedFraming> wanted = WantedFraming::Of(framing);
  if (!wanted.ok()) {
    problems.Error(node.config.name_at, fmt::format("{}: {}", node.config.where(), wanted.status().message()));
    return false;
  }
  for (const Edge* edge : node.inputs) {
    if (edge->from == nullptr || !edge->from->gives_bytes() || edge->port != 0) continue;
    const auto [known, is_first] = framings_.emplace(edge->from, *wanted);
    if (!is_first && known->second != *wanted) {
      problems.Error(node.config.name_at,
                     fmt::format("{} wants {} of `{}` than another node that reads it", node.config.where(),
                                 known->second.head == wanted->head ? "other records" : "other header lines", edge->from->name()),
                     "", "give each a source of its own");
      return false;
    }
    if (!Frame(*edge->from, *wanted, node, problems)) return false;
  }
  return true;
}

// From the sinks back: a column is made only when somebody reads it.  Origin columns always are, as dead letters need them.
void Plan::Narrow() {
  for (size_t i = nodes_.size(); i-- > 0;) NarrowNode(*nodes_[i]);
}

void Plan::NarrowNode(Node& node) {
  const bool narrows = node.component->narrow != nullptr && !node.dead_letters;
  // The `rejected` port passes on all that a node takes.
  const bool keeps_all = !node.outputs[node.rejected_port()].empty();
  const ArrowSchema& out = *node.out[0].get();
  node.wanted.assign(static_cast<size_t>(out.n_children), 0);
  for (size_t c = 0; c < node.wanted.size(); ++c) {
    const bool read = std::ranges::any_of(node.outputs[0], [&](const Edge* edge) {
      const auto at = FindColumn(*edge->to->in.get(), out.children[c]->name);
      return at && edge->to->needed[*at] != 0;
    });
    node.wanted[c] = read || IsOrigin(out.children[c]->name) ? 1 : 0;
  }
  if (node.kind() == WEIR_SOURCE) {
    if (node.gives_bytes()) node.wanted[0] = 1;  // the records that the runner cuts
    if (keeps_all || (!narrows && !node.gives_bytes())) node.wanted.assign(node.wanted.size(), 1);
    if (narrows && !node.gives_bytes()) node.component->narrow(node.self, node.wanted.data(), nullptr);
    return;
  }
  node.needed.assign(static_cast<size_t>(node.in.get()->n_children), 1);
  if (!narrows) {
    node.wanted.assign(node.wanted.size(), 1);
    return;
  }
  node.component->narrow(node.self, node.kind() == WEIR_SINK ? nullptr : node.wanted.data(), node.needed.data());
  for (size_t c = 0; c < node.needed.size(); ++c)
    if (keeps_all || IsOrigin(node.in.get()->children[c]->name)) node.needed[c] = 1;
}

// What batches bring and take on, and how each edge maps one to the other.
void Plan::Deliver() {
  const auto chosen = [](const ArrowSchema& from, const std::vector<uint8_t>& flags) {
    std::vector<const ArrowSchema*> columns;
    for (int64_t c = 0; c < from.n_children; ++c)
      if (flags[static_cast<size_t>(c)] != 0) columns.push_back(from.children[c]);
    return Schema::Of(columns);
  };
  for (const auto& node : nodes_) {
    if (node->kind() != WEIR_SOURCE) node->delivered = chosen(*node->in.get(), node->needed);
    for (size_t port = 0; port + 1 < node->out.size(); ++port)
      node->emitted.push_back(port == 0 ? chosen(*node->out[0].get(), node->wanted) : Schema::Of(*node->out[port].get()));
    node->emitted.push_back(RejectedSchema(node->kind() == WEIR_SOURCE ? *node->emitted[0].get() : *node->delivered.get()));
  }
  for (const auto& edge : edges_) {
    const ArrowSchema& from = edge->from == nullptr ? *DeadLetterSchema().get() : *edge->from->emitted[edge->port].get();
    const ArrowSchema& to = *edge->to->delivered.get();
    edge->mapping.schema = &to;
    for (int64_t c = 0; c < to.n_children; ++c) {
      const auto at = FindColumn(from, to.children[c]->name);
      edge->mapping.columns.push_back(at ? static_cast<int32_t>(*at) : Mapping::kMissing);
    }
  }
}

std::string Plan::ToText() const {
  std::string text;
  for (const auto& node : nodes_) {
    if (node->dead_letters) continue;
    text += fmt::format("{:<10} {} ({})\n", plugin::NameOfKind(node->kind()), node->name(), node->config.type);
    for (const config::Edge& from : node->config.from)
      text += fmt::format("{:<10}   from {}{}{}\n", "", from.node, from.port.empty() ? "" : ".", from.port);
    if (node->out.empty()) continue;
    const ArrowSchema& out = *node->out[0].get();
    std::vector<std::string> columns;
    for (int64_t c = 0; c < out.n_children && node->kind() != WEIR_SINK; ++c)
      if (!IsOrigin(out.children[c]->name))
        columns.push_back(fmt::format("{}{}", out.children[c]->name, node->wanted[static_cast<size_t>(c)] != 0 ? "" : " (not read)"));
    if (!columns.empty()) text += fmt::format("{:<10}   gives {}\n", "", fmt::join(columns, ", "));
  }
  return text;
}

}  // namespace weir::graph
