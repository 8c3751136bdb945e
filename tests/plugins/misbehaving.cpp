// Transforms that break the rules of the contract, each in one way.
#include <stdexcept>

#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::tests {

// What all of them have: no options, and the columns they are given.
class Misbehaving : public Transform {
 public:
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }

 protected:
  template <class T>
  static const OptionTable<T>& NoOptions() {
    static const OptionTable<T> table{};
    return table;
  }
};

class Throws final : public Misbehaving {
 public:
  static constexpr About about{.name = "throws", .summary = "throws an exception in process"};
  static const auto& Options() { return NoOptions<Throws>(); }
  Result<std::unique_ptr<Lane>> open(uint32_t) override {
    struct OneLane final : Lane {
      Status process(weir_batch&, Output&) override { throw std::runtime_error("thrown on purpose"); }
    };
    return std::unique_ptr<Lane>(std::make_unique<OneLane>());
  }
};

class Rubbish final : public Misbehaving {
 public:
  static constexpr About about{.name = "rubbish", .summary = "returns a code that is none"};
  static const auto& Options() { return NoOptions<Rubbish>(); }
  Result<std::unique_ptr<Lane>> open(uint32_t) override {
    struct OneLane final : Lane {
      Status process(weir_batch& batch, Output& output) override {
        if (Status status = output.Emit(Array(&batch.array)); !status.ok()) return status;
        return {12345, ""};
      }
    };
    return std::unique_ptr<Lane>(std::make_unique<OneLane>());
  }
};

class WrongColumns final : public Misbehaving {
 public:
  static constexpr About about{.name = "wrong_columns", .summary = "gives one column where others are wanted"};
  static const auto& Options() { return NoOptions<WrongColumns>(); }
  Result<std::unique_ptr<Lane>> open(uint32_t) override {
    struct OneLane final : Lane {
      Status process(weir_batch& batch, Output& output) override {
        return output.Emit(Array(MakeBatch(batch.array.length, {ConstantText(batch.array.length, "alone")})));
      }
    };
    return std::unique_ptr<Lane>(std::make_unique<OneLane>());
  }
};

class LosesRows final : public Misbehaving {
 public:
  static constexpr About about{.name = "loses_rows", .summary = "gives nothing and says nothing"};
  static const auto& Options() { return NoOptions<LosesRows>(); }
  Result<std::unique_ptr<Lane>> open(uint32_t) override {
    struct OneLane final : Lane {
      Status process(weir_batch&, Output&) override { return {}; }
    };
    return std::unique_ptr<Lane>(std::make_unique<OneLane>());
  }
};

}  // namespace weir::tests

WEIR_PLUGIN("misbehaving", "1.0", weir::tests::Throws, weir::tests::Rubbish, weir::tests::WrongColumns, weir::tests::LosesRows)
