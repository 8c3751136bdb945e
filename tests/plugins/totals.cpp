// The transform `totals`: how many rows have each key.  Its state is all there is to lose, so tests kill runs with it.
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "weir/builders.hpp"
#include "weir/columns.hpp"
#include "weir/component.hpp"

namespace weir::tests {

class Totals : public Transform {
 public:
  static constexpr About about{
      .name = "totals",
      .summary = "Counts rows by key.",
      .doc = "Gives a row, key and count, for each key since it last gave any, at the end of a run that reached its end.  So the counts of a key add up "
             "to its rows, over all lanes and runs.",
      .rows = WEIR_AGGREGATE,
      .stateful = true,
  };
  static const auto& Options() {
    static const OptionTable<Totals> table{Option("key", &Totals::key).required().doc("The text column to count by; missing values count as an empty text.")};
    return table;
  }

  std::string key;

  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    const auto place = FindColumn(in, key);
    const auto type = place ? TypeOf(*in.children[*place]) : std::nullopt;
    if (type != Type::Text && type != Type::Utf8 && type != Type::Dictionary)
      return Status::Config("there is no text column `" + key + "`").AtOption(Options().IndexOf("key"));
    place_ = *place;
    type_ = *type;
    std::vector<Schema> out;
    out.emplace_back(std::vector<Field>{{"key", Type::Text}, {"count", Type::Int64}});
    return out;
  }

  void narrow(std::span<const uint8_t> wanted, std::span<uint8_t> needed) override {
    wanted_.assign(wanted.begin(), wanted.end());
    for (size_t i = 0; i < needed.size(); ++i) needed[i] = i == place_;
  }

  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<Counts>(*this)); }

 private:
  class Counts : public Lane {
   public:
    explicit Counts(const Totals& totals) : totals_(totals) {}

    Status process(weir_batch& batch, Output&) override {
      const auto place = FindColumn(*batch.schema, totals_.key);
      VisitText(totals_.type_, *batch.array.children[*place], [&](const auto& keys) {
        for (int64_t row = 0; row < keys.rows(); ++row) ++counts_[keys.is_null(row) ? std::string() : std::string(keys[row])];
      });
      const weir_host* runner = totals_.host.get();
      runner->count(runner, static_cast<Lane*>(this), WEIR_FOLDED, static_cast<uint64_t>(batch.array.length), "");
      return {};
    }

    // What was given is forgotten: the snapshot that follows must not give it again.
    Status finish(Output& output) override {
      const auto rows = static_cast<int64_t>(counts_.size());
      if (rows == 0) return {};
      TextBuilder keys(rows);
      ValuesBuilder<int64_t> counts(rows);
      int64_t row = 0;
      for (const auto& [key, count] : counts_) {
        keys.Copy(row, key);
        counts.Set(row++, count);
      }
      counts_.clear();
      std::vector<ArrowArray> columns;
      if (totals_.Wants(0)) columns.push_back(keys.Finish());
      if (totals_.Wants(1)) columns.push_back(counts.Finish());
      return output.Emit(Array(MakeBatch(rows, std::move(columns))));
    }

    // For each key: its length, its bytes, its count.
    Status snapshot(std::string& state) override {
      for (const auto& [key, count] : counts_) {
        const uint64_t length = key.size();
        state.append(reinterpret_cast<const char*>(&length), sizeof length).append(key).append(reinterpret_cast<const char*>(&count), sizeof count);
      }
      return {};
    }

    Status restore(std::span<const weir_str> states) override {
      for (const weir_str& state : states)
        for (std::string_view rest = View(state); !rest.empty();) {
          uint64_t length = 0;
          int64_t count = 0;
          if (rest.size() < sizeof length) return Status::Fatal("a snapshot of totals is cut off");
          std::memcpy(&length, rest.data(), sizeof length);
          rest.remove_prefix(sizeof length);
          if (rest.size() < sizeof count || rest.size() - sizeof count < length) return Status::Fatal("a snapshot of totals is cut off");
          std::memcpy(&count, rest.data() + length, sizeof count);
          counts_[std::string(rest.substr(0, length))] += count;
          rest.remove_prefix(length + sizeof count);
        }
      return {};
    }

   private:
    const Totals& totals_;
    std::map<std::string, int64_t> counts_;
  };

  bool Wants(size_t column) const { return wanted_.empty() || wanted_[column] != 0; }

  size_t place_ = 0;
  Type type_ = Type::Text;
  std::vector<uint8_t> wanted_;
};

}  // namespace weir::tests

WEIR_PLUGIN("totals", "0.1.0", weir::tests::Totals)
