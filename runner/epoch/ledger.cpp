#include "epoch/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/catalog.hpp"

namespace weir::epoch {
namespace {

Status Unequal(const NodeCounts& node, const char* left_name, uint64_t left, const std::string& right_name, uint64_t right) {
  return Status::Bug(fmt::format("the ledger of {} `{}` does not balance: {} = {}, but {} = {}; nothing of this epoch was committed",
                                 plugin::NameOfKind(node.kind), node.name, left_name, left, right_name, right));
}

Status BalanceNode(const NodeCounts& n) {
  if (n.delivered != n.in) return Unequal(n, "rows delivered", n.delivered, "rows in", n.in);
  if (n.kind == WEIR_SOURCE) return {};
  if (n.kind == WEIR_SINK) {
    const uint64_t sum = n.written + n.rejected + n.dropped;
    return n.in == sum ? Status() : Unequal(n, "in", n.in, "written + rejected + dropped", sum);
  }
  if (n.rows == WEIR_EXPAND) {
    const uint64_t sum = n.expanded + n.rejected + n.dropped;
    return n.in == sum ? Status() : Unequal(n, "in", n.in, "expanded + rejected + dropped", sum);
  }
  if (n.rows == WEIR_AGGREGATE) {
    const uint64_t had = n.held_before + n.in;
    const uint64_t sum = n.folded + n.rejected + n.dropped + n.held;
    return had == sum ? Status() : Unequal(n, "held before + in", had, "folded + rejected + dropped + held", sum);
  }
  const uint64_t sum = n.out + n.rejected + n.dropped;
  return n.in == sum ? Status() : Unequal(n, "in", n.in, "out + rejected + dropped", sum);
}

}  // namespace

void NodeCounts::Add(const NodeCounts& other) {
  delivered += other.delivered;
  in += other.in;
  out += other.out;
  rejected += other.rejected;
  dropped += other.dropped;
  expanded += other.expanded;
  folded += other.folded;
  written += other.written;
  held = other.held;
}

Status Ledger::Balance() const {
  for (const NodeCounts& node : nodes)
    if (Status status = BalanceNode(node); !status.ok()) return status;
  return {};
}

void Ledger::Add(const Ledger& epoch) {
  for (const NodeCounts& counts : epoch.nodes) {
    const auto same = std::ranges::find(nodes, counts.name, &NodeCounts::name);
    if (same == nodes.end())
      nodes.push_back(counts);
    else
      same->Add(counts);
  }
}

bool Ledger::empty() const {
  return std::ranges::all_of(nodes, [](const NodeCounts& n) { return n.in + n.out + n.rejected == 0; });
}

uint64_t Ledger::read() const {
  uint64_t sum = 0;
  for (const NodeCounts& n : nodes)
    if (n.kind == WEIR_SOURCE) sum += n.out + n.rejected;
  return sum;
}

uint64_t Ledger::written() const {
  uint64_t sum = 0;
  for (const NodeCounts& n : nodes)
    if (n.kind == WEIR_SINK && !n.dead_letters) sum += n.written;
  return sum;
}

uint64_t Ledger::rejected() const {
  uint64_t sum = 0;
  for (const NodeCounts& n : nodes) sum += n.rejected;
  return sum;
}

uint64_t Ledger::filtered() const {
  uint64_t sum = 0;
  for (const NodeCounts& n : nodes) sum += n.dropped;
  return sum;
}

std::string Ledger::ToJson() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const NodeCounts& n : nodes) {
    nlohmann::ordered_json node{{"name", n.name},      {"kind", plugin::NameOfKind(n.kind)},
                                {"type", n.type},      {"in", n.in},
                                {"out", n.out},        {"rejected", n.rejected},
                                {"dropped", n.dropped}};
    if (n.kind == WEIR_SINK) node["written"] = n.written;
    if (n.rows == WEIR_EXPAND) node["expanded"] = n.expanded;
    if (n.rows == WEIR_AGGREGATE) node["folded"] = n.folded, node["held"] = n.held;
    if (n.dead_letters) node["dead_letters"] = true;
    list.push_back(std::move(node));
  }
  return list.dump();
}

Result<Ledger> Ledger::FromJson(std::string_view json) {
  const nlohmann::json list = nlohmann::json::parse(json, nullptr, false);
  if (!list.is_array()) return Status::Fatal("a ledger is no JSON array");
  Ledger ledger;
  for (const nlohmann::json& node : list) {
    if (!node.is_object() || !node.contains("name") || !node["name"].is_string())
      return Status::Fatal("a ledger has a node without a name");
    const auto text = [&](const char* name) { return node.contains(name) && node[name].is_string() ? node[name].get<std::string>() : ""; };
    const auto count = [&](const char* name) {
      return node.contains(name) && node[name].is_number_unsigned() ? node[name].get<uint64_t>() : 0;
    };
    NodeCounts counts;
    counts.name = text("name");
    counts.type = text("type");
    for (const int32_t kind : {WEIR_SOURCE, WEIR_TRANSFORM, WEIR_SINK})
      if (text("kind") == plugin::NameOfKind(kind)) counts.kind = kind;
    counts.rows = node.contains("expanded") ? WEIR_EXPAND : node.contains("folded") ? WEIR_AGGREGATE : WEIR_ONE;
    counts.in = counts.delivered = count("in");
    counts.out = count("out");
    counts.rejected = count("rejected");
    counts.dropped = count("dropped");
    counts.expanded = count("expanded");
    counts.folded = count("folded");
    counts.held = count("held");
    counts.written = count("written");
    counts.dead_letters = node.contains("dead_letters");
    ledger.nodes.push_back(std::move(counts));
  }
  return ledger;
}

}  // namespace weir::epoch
