#include "json_paths.hpp"

#include <algorithm>

#include "declared.hpp"

namespace weir::parsers {

Result<uint32_t> JsonPaths::NodeOf(std::string_view path, uint32_t field) {
  const Result<std::vector<PathStep>> steps = ReadPath(path);
  if (!steps.ok()) return steps.status();
  uint32_t at = 0;
  for (const PathStep& step : *steps) {
    if (field != 0) nodes_[at].below.push_back(field);
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
  const Result<uint32_t> at = NodeOf(column.path, column.field);
  if (!at.ok()) return at.status();
  nodes_[*at].fields.push_back({column.field, column.kind == Kind::Text && !column.escaped});
  return {};
}

Status JsonPaths::Add(std::span<const Column> columns) {
  for (const Column& column : columns)
    if (Status status = Add(column); !status.ok()) return status;
  return {};
}

Status JsonPaths::Refuse(std::string_view path, const char* why) {
  const Result<uint32_t> at = NodeOf(path, 0);
  if (!at.ok()) return at.status();
  nodes_[*at].refused = why;
  return {};
}

}  // namespace weir::parsers
