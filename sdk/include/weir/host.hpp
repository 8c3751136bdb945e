// What the runner offers a component, as C++ sees it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "weir/bookmarks.h"
#include "weir/status.hpp"

namespace weir {

// A borrowed handle; cheap to copy.  Alive from create to destroy.
class Host {
 public:
  explicit Host(const weir_host* host) : host_(host) {}
  std::string_view node() const { return View(host_->node); }
  std::string_view state_id() const { return View(host_->state_id); }
  uint32_t lanes() const { return host_->lanes; }
  uint64_t memory() const { return host_->memory; }  // bytes, all lanes together
  bool cancelled() const { return host_->cancelled(host_) != 0; }
  void Log(int32_t level, std::string_view message) const { host_->log(host_, level, Str(message)); }
  const weir_host* get() const { return host_; }

  // A number of this node that weir run --metrics shows as weir_<name>_<unit>; `kind` is WEIR_COUNTER, WEIR_GAUGE or WEIR_HISTOGRAM.
  // Only in Create and bind.  Record adds to a counter, and sets a gauge. [any]
  uint32_t Metric(int32_t kind, const char* name, const char* unit, const char* doc) const {
    return host_->metric(host_, kind, name, unit, doc);
  }
  void Record(uint32_t metric, double value) const { host_->record(host_, metric, value); }

  // Whether something of the split of this id was committed.  From a source's discover. [io]
  bool KnowsSplit(std::string_view id) const {
    const auto* bookmarks = static_cast<const weir_bookmarks*>(host_->extension(host_, WEIR_BOOKMARKS_1));
    return bookmarks != nullptr && bookmarks->knows(host_, Str(id)) != 0;
  }

  // Runs body(0) .. body(n - 1) in the compute arena and waits for all.  The bodies must not throw.
  template <class Body>
  void Parallel(size_t n, Body&& body) const {
    using Plain = std::remove_cvref_t<Body>;
    host_->parallel(
        host_, n, [](void* context, size_t i) { (*static_cast<Plain*>(context))(i); }, const_cast<Plain*>(&body));
  }

 private:
  const weir_host* host_;
};

// One lane of one node: what rows became of, where they did not come out one for one.
class LaneHost {
 public:
  LaneHost(const weir_host* host, void* lane) : host_(host), lane_(lane) {}
  // These rows can never succeed.  One reason for all, or one per row.  Not after cut.
  void Reject(const weir_batch& from, std::span<const int64_t> rows, std::span<const weir_str> reasons) const {
    (void)host_->reject(host_, lane_, &from, rows.data(), rows.size(), reasons.data(), reasons.size());
  }
  void Dropped(uint64_t rows, const char* why) const { host_->count(host_, lane_, WEIR_DROPPED, rows, why); }
  void Written(uint64_t rows) const { host_->count(host_, lane_, WEIR_WRITTEN, rows, ""); }

 private:
  const weir_host* host_;
  void* lane_;
};

}  // namespace weir
