#include "replay/nowhere.hpp"

#include <memory>

#include "weir/component.hpp"

namespace weir::replay {
namespace {

class Nowhere : public Sink {
 public:
  static constexpr About about{.name = kNowhere, .summary = "Takes rows that are not wanted again."};
  static const OptionTable<Nowhere>& Options() {
    static const OptionTable<Nowhere> table{};
    return table;
  }

  Status bind(const ArrowSchema&, weir_framing*) override { return {}; }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<Dropping>()); }

 private:
  class Dropping : public Lane {
   public:
    Status write(weir_batch& batch) override {
      host.Dropped(static_cast<uint64_t>(batch.array.length), "written before");
      return {};
    }
  };
};

}  // namespace

const weir_plugin* NowherePlugin() { return internal::DescribePlugin<Nowhere>("weir", "1"); }

}  // namespace weir::replay
