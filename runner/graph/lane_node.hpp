// One node on one lane: the component's lane state, its station in the flow, and the rows it counted.  Everything a component
// calls back into while it works ends here.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "epoch/ledger.hpp"
#include "graph/flow.hpp"
#include "graph/node.hpp"
#include "graph/runtime.hpp"
#include "weir/status.hpp"

namespace weir::graph {

class SinkThread;

class LaneNode {
 public:
  LaneNode(Node& node, uint32_t lane, Runtime& runtime);
  ~LaneNode();
  LaneNode(const LaneNode&) = delete;

  // Wires it: the lane nodes its ports go to, in the order of Node::outputs, and where rows go that nobody reads.
  void Connect(std::vector<std::vector<LaneNode*>> targets, LaneNode* dead_letters);  // [setup]
  Status Open();                                                                      // [io]
  void Close();                                                                       // [io] also stops a blocking sink's thread

  // Gives a batch to everyone who reads `port`.  From a node's own station, or from a reader's thread.
  void Forward(uint32_t port, BatchPtr batch);
  // A batch the component emitted: checks it and forwards it.
  weir_code Emit(weir_batch& batch, const std::shared_ptr<const Split>& split, int64_t watermark_ns);
  weir_code Reject(const weir_batch& from, std::span<const int64_t> rows, std::span<const weir_str> reasons);
  void Count(int32_t what, uint64_t rows);

  // The epoch's calls.  The graph is drained.  [io]
  Status Finish();
  Status Restore(std::span<const weir_str> states);
  Status Snapshot(std::string& bytes);
  Status Begin(uint64_t epoch);
  Status Cut();
  Status Prepare(std::vector<std::string>& receipts);

  uint64_t rejected() const { return counts_.rejected; }  // in this epoch, so far
  uint64_t held() const { return counts_.held; }
  // Whether it has taken all that it was given and is done with it.
  bool idle() const { return !working_ && counts_.in == counts_.delivered; }
  Node& node() { return node_; }
  uint32_t lane() const { return lane_; }
  // Adds this lane's counts to the node's and sets them to zero.
  void TakeCounts(epoch::NodeCounts& into);

 private:
  void Put(Message message);
  void Receive(const Message& message);
  void Work(const Message& message);
  void Process(const Message& message);
  void Write(const Message& message);
  weir_batch BatchOf(const Message& message) const;
  Credits::Hold ChargeCopy(const Batch& batch) const;
  template <class Call>
  Status Try(Call&& call);

  Node& node_;
  const uint32_t lane_;
  Runtime& runtime_;
  Flow::Station station_ = 0;
  void* state_ = nullptr;
  std::vector<std::vector<LaneNode*>> targets_;
  LaneNode* dead_letters_ = nullptr;
  std::unique_ptr<SinkThread> thread_;  // of a sink that blocks

  struct Counts {
    std::atomic<uint64_t> delivered{0}, in{0}, out{0}, rejected{0}, dropped{0}, expanded{0}, folded{0}, held{0}, written{0};
  };
  Counts counts_;
  std::atomic<bool> working_{false};
};

}  // namespace weir::graph
