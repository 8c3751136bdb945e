// The fake transforms: `step` does what it is told, `expand` and `sum` are of the kinds their names say.
#include <stdexcept>

#include "graph/world.hpp"
#include "weir/component.hpp"
#include "weir/take.hpp"

namespace weir::graph {
namespace {

enum class Does {
  Pass,
  Filter,
  Reject,
  Throw,
  Rubbish,
  NegativeRubbish,
  RetryFirst,
  RetryForEver,
  Fatal,
  Denied,
  Cancel,
  LoseRow,
  DoubleRow,
  RejectTwice,
  WrongPort,
  WrongColumns,
  ShortColumn,
  WrongEntry,
  ThrowUnknown,
  Grow,
  Sliced,
  WrongReasons,
  WrongRow,
  Parallel
};

// The rows of a batch whose number `keep` wants, in a batch of the same columns.
template <class Keep>
Array Chosen(const weir_batch& batch, Keep&& keep, std::vector<int64_t>* others) {
  const ArrowSchema& schema = *batch.schema;
  std::vector<int64_t> rows;
  const auto n = FindColumn(schema, "n");
  const Values<int64_t> numbers(*batch.array.children[n.value_or(0)]);
  for (int64_t row = 0; row < batch.array.length; ++row) {
    if (keep(numbers[row]))
      rows.push_back(row);
    else if (others != nullptr)
      others->push_back(row);
  }
  std::vector<ArrowArray> columns;
  for (int64_t i = 0; i < schema.n_children; ++i) columns.push_back(Take(*schema.children[i], *batch.array.children[i], rows));
  return Array(MakeBatch(static_cast<int64_t>(rows.size()), std::move(columns)));
}

class Step final : public Transform {
 public:
  static constexpr About about{.name = "step", .summary = "does what it is told", .rows = WEIR_FILTER};
  Does does = Does::Pass;
  static const OptionTable<Step>& Options() {
    static const OptionTable<Step> table{
        Option("does", &Step::does)
            .fallback("\"pass\"")
            .limits(
                "pass|filter|reject|throw|rubbish|negative_rubbish|retry_first|retry_for_ever|fatal|denied|cancel|lose_row|double_row|reject_twice|wrong_port|"
                "wrong_columns|short_column|wrong_entry|throw_unknown|grow|sliced|wrong_reasons|wrong_row|parallel")
            .doc("What happens to rows."),
    };
    return table;
  }
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this)); }

 private:
  class OneLane final : public Lane {
   public:
    explicit OneLane(Step& step) : step_(step) {}

    Status process(weir_batch& batch, Output& output) override {
      World& world = *World::now;
      const auto reason = Str("refused by the step");
      switch (step_.does) {
        case Does::Pass: return output.Emit(Array(&batch.array));
        case Does::Filter: {
          Array kept = Chosen(
              batch, [](int64_t n) { return n % 3 != 0; }, nullptr);
          host.Dropped(static_cast<uint64_t>(batch.array.length - kept.rows()), "a multiple of three");
          return output.Emit(std::move(kept));
        }
        case Does::Reject:
        case Does::RejectTwice:
        case Does::WrongReasons:
        case Does::WrongRow: {
          std::vector<int64_t> bad;
          Array kept = Chosen(
              batch, [](int64_t n) { return n % 10 != 0; }, &bad);
          if (step_.does == Does::WrongReasons) {
            host.Reject(batch, bad, {});
            return {};
          }
          if (step_.does == Does::WrongRow) bad.assign(1, batch.array.length);
          host.Reject(batch, bad, {&reason, 1});
          if (step_.does == Does::RejectTwice) host.Reject(batch, bad, {&reason, 1});
          return output.Emit(std::move(kept));
        }
        case Does::Throw: throw std::runtime_error("the step threw");
        case Does::ThrowUnknown: throw 42;
        case Does::Rubbish: return {12345, "rubbish"};
        case Does::NegativeRubbish: return {-12345, "rubbish"};
        case Does::RetryFirst:
          if (world.failures_left-- > 0) return Status::Retry("not now").RetryAfter(1);
          return output.Emit(Array(&batch.array));
        case Does::RetryForEver: return Status::Retry("not now, nor ever");
        case Does::Fatal: return Status::Fatal("the step is broken");
        case Does::Denied: return Status::Denied("the step may not");
        case Does::Cancel: return Status::Cancelled("nobody wants the rest");
        case Does::LoseRow:
          return output.Emit(Chosen(
              batch, [](int64_t n) { return n != 7; }, nullptr));
        case Does::DoubleRow: {
          Array again = Chosen(
              batch, [](int64_t n) { return n == 7; }, nullptr);
          if (Status status = output.Emit(std::move(again)); !status.ok()) return status;
          return output.Emit(Array(&batch.array));
        }
        case Does::WrongPort: return output.Emit(Array(&batch.array), 1);
        case Does::WrongColumns: {
          ValuesBuilder<int64_t> one(batch.array.length);
          return output.Emit(Array(MakeBatch(batch.array.length, {one.Finish()})));
        }
        case Does::ShortColumn: {
          Array whole(&batch.array);
          const int64_t rows = whole.rows();
          std::vector<ArrowArray> columns;
          for (int64_t i = 0; i < whole.get()->n_children; ++i) columns.push_back(whole.TakeColumn(static_cast<size_t>(i)));
          columns.back().length = 1;
          return output.Emit(Array(MakeBatch(rows, std::move(columns))));
        }
        case Does::WrongEntry: {
          // The split of each row: entry 7 of a dictionary of one.
          Array whole(&batch.array);
          const int64_t rows = whole.rows();
          Array split(whole.TakeColumn(2));
          Buffer entries = Buffer::Allocate(static_cast<size_t>(rows) * sizeof(int32_t));
          std::fill_n(entries.mutable_data<int32_t>(), rows, 7);
          Utf8Builder dictionary;
          dictionary.Append("one");
          ArrowArray wrong = MakeArray(rows, 0, {Buffer{}, std::move(entries)}, {}, dictionary.Finish());
          return output.Emit(Array(MakeBatch(rows, {whole.TakeColumn(0), whole.TakeColumn(1), wrong, whole.TakeColumn(3)})));
        }
        case Does::Grow:
          return output.Emit(Chosen(
              batch, [](int64_t) { return true; }, nullptr));
        case Does::Sliced: {
          // Two halves of the same columns, told apart by the offset of the struct, as the Arrow interface allows.
          const int64_t half = batch.array.length / 2;
          Array first = Chosen(
                    batch, [](int64_t) { return true; }, nullptr),
                second = Chosen(
                    batch, [](int64_t) { return true; }, nullptr);
          ArrowArray low = first.Take(), high = second.Take();
          low.length = half;
          high.offset = half;
          high.length -= half;
          if (Status status = output.Emit(Array(low)); !status.ok()) return status;
          return output.Emit(Array(high));
        }
        case Does::Parallel: {
          std::atomic<int64_t> sum{0};
          step_.host.Parallel(16, [&](size_t i) { sum += static_cast<int64_t>(i); });
          if (sum != 120) return Status::Fatal("not every body ran once");
          return output.Emit(Array(&batch.array));
        }
      }
      return {};
    }
    Status finish(Output&) override {
      World::now->finished += 1;
      return {};
    }

   private:
    Step& step_;
  };
};

// Makes two rows of each, the second without a number.
class Expand final : public Transform {
 public:
  static constexpr About about{.name = "expand", .summary = "two of each", .rows = WEIR_EXPAND};
  bool lies = false;
  static const OptionTable<Expand>& Options() {
    static const OptionTable<Expand> table{Option("lies", &Expand::lies).fallback("false").doc("Counts one row too few.")};
    return table;
  }
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this)); }

 private:
  class OneLane final : public Lane {
   public:
    explicit OneLane(Expand& expand) : expand_(expand) {}
    Status process(weir_batch& batch, Output& output) override {
      std::vector<int64_t> twice;
      for (int64_t row = 0; row < batch.array.length; ++row) twice.insert(twice.end(), {row, row});
      std::vector<ArrowArray> columns;
      for (int64_t i = 0; i < batch.schema->n_children; ++i)
        columns.push_back(Take(*batch.schema->children[i], *batch.array.children[i], twice));
      const auto* host = expand_.host.get();
      host->count(host, this, WEIR_EXPANDED, static_cast<uint64_t>(batch.array.length) - (expand_.lies ? 1 : 0), "");
      return output.Emit(Array(MakeBatch(static_cast<int64_t>(twice.size()), std::move(columns))));
    }

   private:
    Expand& expand_;
  };
};

// Adds rows up and gives one sum per lane at the end; what it holds is in its snapshot.
class Sum final : public Transform {
 public:
  static constexpr About about{.name = "sum", .summary = "one row for all", .rows = WEIR_AGGREGATE, .stateful = true};
  static const OptionTable<Sum>& Options() {
    static const OptionTable<Sum> table{};
    return table;
  }
  Result<std::vector<Schema>> bind(const ArrowSchema&, weir_framing*) override {
    std::vector<Schema> out;
    out.push_back(Schema({{"n", Type::Int64}}));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this)); }

 private:
  class OneLane final : public Lane {
   public:
    explicit OneLane(Sum& sum) : parent_(sum) {}
    Status process(weir_batch& batch, Output&) override {
      const Values<int64_t> numbers(*batch.array.children[*FindColumn(*batch.schema, "n")]);
      for (int64_t row = 0; row < batch.array.length; ++row) sum_ += numbers[row];
      held_ += static_cast<uint64_t>(batch.array.length);
      Tell(WEIR_HELD, held_);
      return {};
    }
    Status finish(Output& output) override {
      if (held_ == 0) return {};
      ValuesBuilder<int64_t> one(1);
      one.Set(0, sum_);
      Tell(WEIR_FOLDED, std::exchange(held_, 0));
      Tell(WEIR_HELD, 0);
      sum_ = 0;
      return output.Emit(Array(MakeBatch(1, {one.Finish()})));
    }
    Status snapshot(std::string& state) override {
      state = std::to_string(sum_) + " " + std::to_string(held_);
      return {};
    }
    Status restore(std::span<const weir_str> states) override {
      for (const weir_str& state : states) {
        const std::string text(View(state));
        sum_ += std::stoll(text);
        held_ += std::stoull(text.substr(text.find(' ')));
      }
      Tell(WEIR_HELD, held_);
      return {};
    }

   private:
    void Tell(int32_t what, uint64_t rows) {
      const auto* host = parent_.host.get();
      host->count(host, this, what, rows, "");
    }
    Sum& parent_;
    int64_t sum_ = 0;
    uint64_t held_ = 0;
  };
};

// Asks for the first lines of an object as its head, and notes which it got with each batch.
class Headed final : public Transform {
 public:
  static constexpr About about{.name = "headed", .summary = "wants header lines", .rows = WEIR_FILTER};
  std::string head;
  static const OptionTable<Headed>& Options() {
    static const OptionTable<Headed> table{Option("head", &Headed::head).required().doc("Which lines.")};
    return table;
  }
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing* framing) override {
    if (framing != nullptr) framing->head = head.c_str();
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>()); }

 private:
  class OneLane final : public Lane {
   public:
    Status process(weir_batch& batch, Output& output) override {
      const std::lock_guard lock(World::now->mutex);
      World::now->heads.emplace(View(batch.split->head));
      return output.Emit(Array(std::exchange(batch.array, {})));
    }
  };
};

}  // namespace

const weir_plugin* FakeTransforms() { return weir::internal::DescribePlugin<Step, Expand, Sum, Headed>("FakeTransforms", "1"); }

}  // namespace weir::graph
