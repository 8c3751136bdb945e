// Components that are right, but slow: a transform whose first lane stands still for a while, and a sink that sleeps over each batch.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "weir/component.hpp"

namespace weir::tests {

void Sleep(int64_t ns) { std::this_thread::sleep_for(std::chrono::nanoseconds(ns)); }

class Stuck final : public Transform {
 public:
  static constexpr About about{.name = "stuck", .summary = "passes rows on; its lane 0 stands still over its first batch"};
  static const auto& Options() {
    static const OptionTable<Stuck> table{Option("pause", &Stuck::pause).required().doc("How long.")};
    return table;
  }
  std::chrono::nanoseconds pause{};

  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this, lane)); }

 private:
  class OneLane final : public Lane {
   public:
    OneLane(Stuck& stuck, uint32_t lane) : stuck_(stuck), stands_still_(lane == 0) {}
    Status process(weir_batch& batch, Output& output) override {
      if (std::exchange(stands_still_, false)) {
        stuck_.host.Log(WEIR_INFO, "stands still");
        Sleep(stuck_.pause.count());
        stuck_.host.Log(WEIR_INFO, "others passed " + std::to_string(stuck_.passed_) + " rows meanwhile");
      }
      stuck_.passed_ += batch.array.length;
      return output.Emit(Array(&batch.array));
    }

   private:
    Stuck& stuck_;
    bool stands_still_;
  };
  std::atomic<int64_t> passed_{0};
};

class Sleepy final : public Sink {
 public:
  static constexpr About about{.name = "sleepy", .summary = "sleeps over each batch and keeps nothing", .blocks = true};
  static const auto& Options() {
    static const OptionTable<Sleepy> table{Option("pause", &Sleepy::pause).required().doc("How long.")};
    return table;
  }
  std::chrono::nanoseconds pause{};

  Status bind(const ArrowSchema&, weir_framing*) override { return {}; }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this)); }

 private:
  class OneLane final : public Lane {
   public:
    explicit OneLane(Sleepy& sleepy) : sleepy_(sleepy) {}
    Status write(weir_batch& batch) override {
      Sleep(sleepy_.pause.count());
      host.Written(static_cast<uint64_t>(batch.array.length));
      return {};
    }

   private:
    Sleepy& sleepy_;
  };
};

}  // namespace weir::tests

WEIR_PLUGIN("slow", "1.0", weir::tests::Stuck, weir::tests::Sleepy)
