#include "config/nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "config/display.hpp"
#include "config/guess.hpp"
#include "config/names.hpp"

namespace weir::config {
namespace {

constexpr std::array kKinds{Node::Kind::Source, Node::Kind::Transform, Node::Kind::Sink};
const std::vector<std::string> kKindWords{"source", "transform", "sink"};

class Reader {
 public:
  Reader(const Table& root, Nodes& nodes, Diagnostics& diagnostics) : root_(root), nodes_(nodes), diagnostics_(diagnostics) {}

  void Read() {
    for (const Node::Kind kind : kKinds) ReadKind(kind);
    std::ranges::sort(nodes_.list, {}, &Node::name_at);
    RefuseSharedNames();
    ReadDefaults();
  }

 private:
  void ReadKind(Node::Kind kind) {
    const Entry* entry = root_.Find(Word(kind));
    if (entry == nullptr) return;
    const auto* tables = entry->value.As<Table>();
    if (tables == nullptr) {
      diagnostics_.Error(entry->at, fmt::format("a {0} is a table [{0}.NAME]", Word(kind)), fmt::format("found {}", KindOf(entry->value)));
      return;
    }
    for (const Entry& table : tables->entries) ReadNode(kind, table);
  }

  void ReadNode(Node::Kind kind, const Entry& entry) {
    const auto* table = entry.value.As<Table>();
    if (table == nullptr) {
      diagnostics_.Error(
          entry.at, fmt::format("a {0} is a table [{0}.NAME]", Word(kind)),
          fmt::format("`{}` is {}", entry.key, entry.value.As<Array>() == nullptr ? KindOf(entry.value) : "an array of tables"));
      return;
    }
    if (!IsName(entry.key))
      diagnostics_.Error(entry.at, fmt::format("{} can't be the name of a node", Quoted(entry.key)), std::string(kNameRule));
    if (entry.key == kDeadLetter)
      diagnostics_.Error(entry.at, fmt::format("`{}` can't be the name of a node", kDeadLetter), "",
                         "the sink of the dead letters has this name; see [dead_letter]");
    Node node;
    node.kind = kind;
    node.name = entry.key;
    node.name_at = entry.at;
    for (const Entry& option : table->entries)
      if (option.key != "type" && option.key != "from") node.options.entries.push_back(option);
    ReadType(table->Find("type"), node);
    ReadFrom(table->Find("from"), node);
    nodes_.list.push_back(std::move(node));
  }

  void ReadType(const Entry* type, Node& node) {
    if (type == nullptr) {
      if (const Entry* near = Near("type", node))
        ReportUnknown(*near, "type", node);
      else
        diagnostics_.Error(node.name_at, fmt::format("{} has no `type`", node.where()), "expected type = \"...\"",
                           "`weir list` shows the types there are");
      return;
    }
    node.type_at = type->value.at;
    const auto* text = type->value.As<std::string>();
    if (type->value.broken) return;
    if (text != nullptr && !text->empty())
      node.type = *text;
    else
      diagnostics_.Error(type->value.at, fmt::format("wrong value of `type` in {}", node.where()), "expected the name of a component");
  }

  void ReadFrom(const Entry* from, Node& node) {
    const bool is_source = node.kind == Node::Kind::Source;
    if (is_source) {
      if (from != nullptr)
        diagnostics_.Error(from->at, fmt::format("{} is a source, and reads from no node", node.where()), "a source has no `from`");
      return;
    }
    if (from == nullptr) {
      nodes_.all_edges_known = false;
      if (const Entry* near = Near("from", node))
        ReportUnknown(*near, "from", node);
      else
        diagnostics_.Error(node.name_at, fmt::format("{} has no `from`", node.where()), "expected from = \"...\" with the name of a node");
      return;
    }
    const auto* list = from->value.As<Array>();
    if (list == nullptr) return ReadEdge(from->value, node);
    if (list->empty()) {
      nodes_.all_edges_known = false;
      diagnostics_.Error(from->value.at, fmt::format("`from` of {} names no node", node.where()));
    }
    for (const Value& item : *list) ReadEdge(item, node);
  }

  void ReadEdge(const Value& value, Node& node) {
    const auto* text = value.As<std::string>();
    const bool known = text != nullptr && !value.broken;
    if (known) {
      const size_t dot = text->find('.');
      Edge edge{text->substr(0, dot), dot == std::string::npos ? "" : text->substr(dot + 1), value.at};
      const bool again = std::ranges::any_of(node.from, [&](const Edge& one) { return one.node == edge.node && one.port == edge.port; });
      if (IsName(edge.node) && (dot == std::string::npos || IsName(edge.port))) {
        if (again)
          diagnostics_.Error(value.at, fmt::format("{} reads twice from {}", node.where(), Quoted(*text)));
        else
          node.from.push_back(std::move(edge));
        return;
      }
    }
    nodes_.all_edges_known = false;
    if (!value.broken)
      diagnostics_.Error(value.at, fmt::format("wrong value of `from` in {}", node.where()),
                         "expected \"NODE\", \"NODE.PORT\" or an array of them");
  }

  // A key that is probably the one that is missing, misspelt: one error says both.
  static const Entry* Near(const std::string& word, const Node& node) {
    for (const Entry& entry : node.options.entries)
      if (Guess(entry.key, std::array{word})) return &entry;
    return nullptr;
  }

  // The same words that BindOptions has for it, so that it is said once.
  void ReportUnknown(const Entry& entry, std::string_view meant, const Node& node) {
    diagnostics_.Error(entry.at, fmt::format("unknown option `{}` in {}", entry.key, node.where()),
                       fmt::format("did you mean `{}`?", meant), node.type.empty() ? "" : "weir doc " + node.type);
  }

  void RefuseSharedNames() {
    std::map<std::string_view, const Node*> seen;
    for (const Node& node : nodes_.list) {
      const auto [first, is_new] = seen.emplace(node.name, &node);
      if (!is_new)
        diagnostics_.Error(node.name_at, fmt::format("two nodes are called `{}`", node.name),
                           fmt::format("the other one is {} in line {}", first->second->where(), first->second->name_at.line));
    }
  }

  void ReadDefaults() {
    const Entry* defaults = root_.Find("defaults");
    if (defaults == nullptr) return;
    const auto* kinds = defaults->value.As<Table>();
    if (kinds == nullptr) return ExpectDefaults(*defaults);
    for (const Entry& kind : kinds->entries) {
      const auto word = std::ranges::find(kKindWords, kind.key);
      const auto* types = kind.value.As<Table>();
      if (word == kKindWords.end()) {
        diagnostics_.Error(kind.at, fmt::format("unknown kind of node `{}` in [defaults]", kind.key), DidYouMean(kind.key, kKindWords));
        continue;
      }
      if (types == nullptr) {
        ExpectDefaults(kind);
        continue;
      }
      for (const Entry& type : types->entries) ReadDefaultsOf(kKinds[static_cast<size_t>(word - kKindWords.begin())], type);
    }
  }

  void ReadDefaultsOf(Node::Kind kind, const Entry& type) {
    const auto* options = type.value.As<Table>();
    if (options == nullptr) return ExpectDefaults(type);
    for (const Entry& option : options->entries) {
      if (option.key == "type" || option.key == "from") {
        diagnostics_.Error(option.at, fmt::format("[defaults.{}.{}] can't set `{}`", Word(kind), type.key, option.key),
                           "every node says its own");
        continue;
      }
      for (Node& node : nodes_.list)
        if (node.kind == kind && node.type == type.key && node.options.Find(option.key) == nullptr) node.options.entries.push_back(option);
    }
  }

  void ExpectDefaults(const Entry& found) {
    diagnostics_.Error(found.at, "defaults are tables such as [defaults.sink.parquet]",
                       fmt::format("`{}` is {}", found.key, KindOf(found.value)));
  }

  const Table& root_;
  Nodes& nodes_;
  Diagnostics& diagnostics_;
};

}  // namespace

Nodes ReadNodes(const Table& root, Diagnostics& diagnostics) {
  Nodes nodes;
  Reader(root, nodes, diagnostics).Read();
  return nodes;
}

}  // namespace weir::config
