#include "json_paths.hpp"

#include <algorithm>

#include "declared.hpp"

namespace weir::parsers {

Result<uint32_t> JsonPaths::NodeOf(uint32_t from, std::string_view path, const Field* field) {
  const Result<std::vector<PathStep>> steps = ReadPath(path);
  if (!steps.ok()) return steps.status();
  uint32_t at = from;
  for (const PathStep& step : *steps) {
    if (field != nullptr) nodes_[at].below.push_back(*field);
    uint32_t next = JsonKeys::kNone;
    if (step.index == PathStep::kKey) {
      std::string key = step.key;
      key.reserve(8);
      next = nodes_[at].keys.Find(key);
    } else if (const auto item = std::ranges::find(nodes_[at].items, step.index, &Item::index); item != nodes_[at].items.end()) {
      next = item->node;
    }
    if (next == JsonKeys::kNone) {
      next = static_cast<uint32_t>(nodes_.size());
      if (step.index == PathStep::kKey)
        nodes_[at].keys.Add(step.key, next);
      else
        nodes_[at].items.push_back({step.index, next});
      nodes_.emplace_back();
    }
    at = next;
  }
  return at;
}

Status JsonPaths::Add(const Column& column) {
  const bool is_lists = column.kind == Kind::Structs;
  Field field{column.field, is_lists || (column.kind == Kind::Text && !column.escaped)};
  uint32_t element = kNone;
  if (is_lists) {
    field.holds = static_cast<uint32_t>(lists_.size());
    lists_.push_back({column.field, column.n_parts});
    element = static_cast<uint32_t>(nodes_.size());
    nodes_.emplace_back();
    for (const Column& part : column.parts())
      if (Status status = AddPaths(element, part, {part.field, !part.escaped, field.holds}, kNone); !status.ok()) return status;
  }
  return AddPaths(0, column, field, element);
}

Status JsonPaths::AddPaths(uint32_t from, const Column& column, const Field& field, uint32_t element) {
  for (const char* path : {column.path, column.path_too}) {
    if (path == nullptr) continue;
    const Result<uint32_t> at = NodeOf(from, path, &field);
    if (!at.ok()) return at.status();
    Node& node = nodes_[*at];
    node.fields.push_back(field);
    if (element == kNone) continue;
    node.lists = field.holds;
    node.element = element;
  }
  return {};
}

Status JsonPaths::Add(std::span<const Column> columns) {
  for (const Column& column : columns)
    if (Status status = Add(column); !status.ok()) return status;
  return {};
}

Status JsonPaths::Refuse(std::string_view path, const char* why) {
  const Result<uint32_t> at = NodeOf(0, path, nullptr);
  if (!at.ok()) return at.status();
  nodes_[*at].refused = why;
  return {};
}

}  // namespace weir::parsers
