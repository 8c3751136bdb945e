// Which values of a JSON object are wanted, as a tree: what is not in it is passed over.  Made once, read by all lanes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "json_keys.hpp"
#include "table.hpp"
#include "weir/status.hpp"

namespace weir::parsers {

class JsonPaths {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Field {
    uint32_t number;         // from 1
    bool raw;                // as it is written; else a text is what stands between its quotes
    uint32_t lists = kNone;  // it is a part of an element of these lists
    uint32_t holds = kNone;  // it is these lists
  };
  struct Item {
    int64_t index;
    uint32_t node;
  };
  struct Node {
    JsonKeys keys;                  // of an object, to nodes
    std::vector<Item> items;        // of a list
    std::vector<Field> fields;      // that the value itself is
    std::vector<Field> below;       // those that are parts of it
    uint32_t lists = kNone;         // the value is one of these lists,
    uint32_t element = kNone;       // and this the node of their elements
    const char* refused = nullptr;  // why a record that has this value is none
  };

  JsonPaths() : nodes_(1) {}
  // The value at column.path is the column's field; an error when that is no path.
  Status Add(const Column& column);
  Status Add(std::span<const Column> columns);
  // A record that has a value there is none, and `why`, a static text, is told.
  Status Refuse(std::string_view path, const char* why);

  struct Lists {
    uint32_t field;  // that they are
    uint32_t parts;
  };
  std::span<const Lists> lists() const { return lists_; }
  const Node& root() const { return nodes_[0]; }
  const Node& node(uint32_t at) const { return nodes_[at]; }

 private:
  // The node of a path that begins at a node, which is made if it is not there.  The field is noted in all nodes above, if there is one.
  Result<uint32_t> NodeOf(uint32_t from, std::string_view path, const Field* field);
  // The values at the paths of a column, from a node on, are the field, and lists of elements that are read at `element`, if that is one.
  Status AddPaths(uint32_t from, const Column& column, const Field& field, uint32_t element);

  std::vector<Node> nodes_;
  std::vector<Lists> lists_;
};

}  // namespace weir::parsers
