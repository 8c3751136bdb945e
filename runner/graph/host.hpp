// The weir_host that a component instance sees, and what stands behind it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "weir/plugin.h"

namespace weir::graph {

class LaneNode;
class Runtime;

class NodeHost {
 public:
  using Log = std::function<void(int32_t level, std::string_view node, std::string_view message)>;

  // `log` may be called from any thread.
  NodeHost(std::string node, Log log);
  NodeHost(const NodeHost&) = delete;

  const weir_host* get() const { return &table_.host; }
  void Attach(Runtime* runtime, std::string state_id, uint32_t lanes, uint64_t memory);
  // What a source may ask while it discovers.
  void OfferBookmarks(std::function<bool(std::string_view id)> knows) { knows_ = std::move(knows); }
  // Which lane a component means by its own pointer; null is fine for a source that has no lanes.
  void AddLane(void* lane, LaneNode* node);

  struct Metric {
    std::string name, unit, doc;
    int32_t kind = 0;
    double value = 0;    // of a histogram the sum
    uint64_t count = 0;  // how often it was recorded
  };
  std::vector<Metric> metrics() const;

 private:
  // The C struct comes first, so that a weir_host* is a Table*.
  struct Table {
    weir_host host{};
    NodeHost* self = nullptr;
  };
  static NodeHost& Of(const weir_host* host) { return *reinterpret_cast<const Table*>(host)->self; }
  LaneNode* Lane(void* lane) const;

  Table table_;
  std::string node_, state_id_;
  Log log_;
  Runtime* runtime_ = nullptr;
  std::function<bool(std::string_view)> knows_;
  std::map<void*, LaneNode*> lanes_;  // filled before the first row
  mutable std::mutex metrics_mutex_;
  std::vector<Metric> metrics_;
};

}  // namespace weir::graph
