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
  struct Field {
    uint32_t number;  // from 1
    bool raw;         // as it is written; else a text is what stands between its quotes
  };
  struct Item {
    int64_t index;
    uint32_t node;
  };
  struct Node {
    JsonKeys keys;                  // of an object, to nodes
    std::vector<Item> items;        // of a list
    std::vector<Field> fields;      // that the value itself is
    std::vector<uint32_t> below;    // numbers of the fields that are parts of it
    const char* refused = nullptr;  // why a record that has this value is none
  };

  JsonPaths() : nodes_(1) {}
  // The value at column.path is the column's field; an error when that is no path.
  Status Add(const Column& column);
  Status Add(std::span<const Column> columns);
  // A record that has a value there is none, and `why`, a static text, is told.
  Status Refuse(std::string_view path, const char* why);

  const Node& root() const { return nodes_[0]; }
  const Node& node(uint32_t at) const { return nodes_[at]; }

 private:
  // The node of a path, which is made if it is not there.  `field`: is noted in all nodes above; 0: none.
  Result<uint32_t> NodeOf(std::string_view path, uint32_t field);

  std::vector<Node> nodes_;
};

}  // namespace weir::parsers
