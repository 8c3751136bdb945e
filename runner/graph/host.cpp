#include "graph/host.hpp"

#include <algorithm>

#include "graph/flow.hpp"
#include "graph/lane_node.hpp"
#include "graph/runtime.hpp"
#include "weir/bookmarks.h"
#include "weir/status.hpp"

namespace weir::graph {

NodeHost::NodeHost(std::string node, Log log) : node_(std::move(node)), log_(std::move(log)) {
  table_.self = this;
  weir_host& host = table_.host;
  host.size = sizeof host;
  host.minor = WEIR_ABI_MINOR;
  host.node = Str(node_);
  host.state_id = Str(state_id_);
  host.lanes = 1;
  host.log = [](const weir_host* h, int32_t level, weir_str message) { Of(h).log_(level, Of(h).node_, View(message)); };
  host.metric = [](const weir_host* h, int32_t kind, const char* name, const char* unit, const char* doc) {
    NodeHost& self = Of(h);
    const std::lock_guard lock(self.metrics_mutex_);
    self.metrics_.push_back({name, unit == nullptr ? "" : unit, doc == nullptr ? "" : doc, kind});
    return static_cast<uint32_t>(self.metrics_.size() - 1);
  };
  host.record = [](const weir_host* h, uint32_t metric, double value) {
    NodeHost& self = Of(h);
    const std::lock_guard lock(self.metrics_mutex_);
    if (metric >= self.metrics_.size()) return;
    Metric& m = self.metrics_[metric];
    m.value = m.kind == WEIR_GAUGE ? value : m.value + value;
    ++m.count;
  };
  host.cancelled = [](const weir_host* h) { return Of(h).runtime_ != nullptr && Of(h).runtime_->cancelled() ? 1 : 0; };
  host.reject = [](const weir_host* h, void* lane, const weir_batch* from, const int64_t* rows, size_t n_rows, const weir_str* reasons,
                   size_t n_reasons) -> weir_code {
    LaneNode* node = Of(h).Lane(lane);
    if (node == nullptr) return WEIR_E_BUG;
    return node->Reject(*from, {rows, n_rows}, {reasons, n_reasons});
  };
  host.count = [](const weir_host* h, void* lane, int32_t what, uint64_t rows, const char*) {
    if (LaneNode* node = Of(h).Lane(lane)) node->Count(what, rows);
  };
  host.parallel = [](const weir_host* h, size_t n, void (*body)(void*, size_t), void* context) {
    Runtime* runtime = Of(h).runtime_;
    if (runtime != nullptr && runtime->flow != nullptr && n > 1) return runtime->flow->Parallel(n, body, context);
    for (size_t i = 0; i < n; ++i) body(context, i);
  };
  host.extension = [](const weir_host*, const char* id) -> const void* {
    static const weir_bookmarks bookmarks{sizeof(weir_bookmarks), [](const weir_host* h, weir_str split) {
                                            const auto& knows = Of(h).knows_;
                                            return knows && knows(View(split)) ? 1 : 0;
                                          }};
    return std::string_view(id) == WEIR_BOOKMARKS_1 ? &bookmarks : nullptr;
  };
}

void NodeHost::Attach(Runtime* runtime, std::string state_id, uint32_t lanes, uint64_t memory) {
  runtime_ = runtime;
  state_id_ = std::move(state_id);
  table_.host.state_id = Str(state_id_);
  table_.host.lanes = lanes;
  table_.host.memory = memory;
}

void NodeHost::AddLane(void* lane, LaneNode* node) { lanes_[lane] = node; }

LaneNode* NodeHost::Lane(void* lane) const {
  const auto it = lanes_.find(lane);
  return it == lanes_.end() ? nullptr : it->second;
}

std::vector<NodeHost::Metric> NodeHost::metrics() const {
  const std::lock_guard lock(metrics_mutex_);
  return metrics_;
}

}  // namespace weir::graph
