// The fake sinks: they stage the numbers of rows in their receipts, and show them in the world when these are committed.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "graph/world.hpp"
#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::graph {
namespace {

enum class Fails {
  No,
  Begin,
  Write,
  Cut,
  Prepare,
  Commit,
  CommitOnce,
  CommitRubbish,
  Told,
  ToldOnce,
  WriteRubbish,
  Sweep,
  Open,
  Bind,
  WriteThrows,
  CutThrows,
  RejectInCut,
  RejectInWrite,
  LosesRow
};

class KeepBase : public Sink {
 public:
  Fails fails = Fails::No;
  bool hold = false;
  std::vector<std::string> reads;
  Status bind(const ArrowSchema& in, weir_framing*) override {
    if (fails == Fails::Bind) return Status::Config("the sink wants something else").AtOption(0);
    for (const std::string& column : reads)
      if (!FindColumn(in, column)) return Status::Config("no column `" + column + "`").AtOption(2);
    for (int64_t i = 0; i < in.n_children; ++i) names_.emplace_back(in.children[i]->name);
    return {};
  }
  void narrow(std::span<uint8_t> needed) override {
    if (reads.empty()) return;
    for (size_t i = 0; i < names_.size(); ++i) needed[i] = std::ranges::find(reads, names_[i]) != reads.end();
  }
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override {
    if (fails == Fails::Open) return Status::Denied("open: 403");
    return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this, lane));
  }
  Status commit(std::string_view receipt) override {
    World& world = *World::now;
    if (fails == Fails::Commit) return Status::Fatal("commit: gone");
    if (fails == Fails::CommitOnce && world.failures_left-- > 0) return Status::Retry("commit: no answer").RetryAfter(1);
    if (fails == Fails::CommitRubbish) return {12345, ""};
    if (world.in_commit) world.in_commit();
    const auto json = nlohmann::json::parse(receipt);
    const std::lock_guard lock(world.mutex);
    if (!world.receipts_done.insert(json["id"]).second) return {};
    for (const int64_t n : json["rows"]) world.committed[std::string(host.node())].insert(n);
    world.nulls[std::string(host.node())] += json["nulls"].get<int64_t>();
    return {};
  }
  Status committed(std::span<const weir_str> receipts) override {
    World& world = *World::now;
    const std::lock_guard lock(world.mutex);
    std::string ids;
    for (const weir_str& receipt : receipts) {
      const std::string id = nlohmann::json::parse(View(receipt))["id"];
      if (!world.receipts_done.contains(id)) world.told_too_early += 1;
      ids += (ids.empty() ? "" : " ") + id;
    }
    world.told_sinks.push_back(std::string(host.node()) + ": " + ids);
    if (fails == Fails::Told) return Status::Denied("told: 403");
    if (fails == Fails::ToldOnce && world.failures_left-- > 0) return Status::Retry("told: no answer").RetryAfter(1);
    return {};
  }
  // One that was never committed will not be any more.
  Status TakeBack(std::string_view receipt) {
    World& world = *World::now;
    const auto json = nlohmann::json::parse(receipt);
    const std::lock_guard lock(world.mutex);
    if (world.receipts_done.insert(json["id"]).second || !world.retracted.insert(json["id"]).second) return {};
    std::multiset<int64_t>& rows = world.committed[std::string(host.node())];
    for (const int64_t n : json["rows"]) rows.erase(rows.find(n));
    return {};
  }
  Status sweep(std::string_view, std::span<const weir_str>) override {
    World::now->swept += 1;
    return fails == Fails::Sweep ? Status::Denied("sweep: 403") : Status();
  }

 private:
  class OneLane final : public Lane {
   public:
    OneLane(KeepBase& sink, uint32_t lane) : sink_(sink), lane_(lane) {}
    Status begin(uint64_t epoch) override {
      if (sink_.fails == Fails::Begin) return Status::Fatal("begin: broken");
      epoch_ = epoch;
      rows_.clear();
      nulls_ = 0;
      return {};
    }
    Status write(weir_batch& batch) override {
      World& world = *World::now;
      if (world.before_write) world.before_write(lane_);
      world.batches_written += 1;
      NoteColumns(*batch.schema);
      CheckOrder(batch);
      switch (sink_.fails) {
        case Fails::Write: return Status::Denied("write: 403");
        case Fails::WriteThrows: throw std::runtime_error("the sink threw");
        case Fails::WriteRubbish: return {12345, ""};
        default: break;
      }
      if (sink_.hold) {
        held_.emplace_back(&batch.array);
        schema_ = batch.schema;
        return {};
      }
      Keep(*batch.schema, batch.array, &batch);
      return {};
    }
    Status cut() override {
      if (sink_.fails == Fails::Cut) return Status::Fatal("cut: broken");
      if (sink_.fails == Fails::CutThrows) throw std::runtime_error("cut threw");
      for (Array& held : held_) {
        if (sink_.fails == Fails::RejectInCut && held.rows() > 0) {
          weir_batch batch{};
          batch.schema = schema_;
          batch.array = *held.get();
          std::vector<int64_t> rows;
          for (int64_t row = 0; row < held.rows(); ++row) rows.push_back(row);
          const weir_str reason = Str("refused at the last moment");
          host.Reject(batch, rows, {&reason, 1});
          continue;
        }
        Keep(*schema_, *held.get(), nullptr);
      }
      held_.clear();
      return {};
    }
    Status prepare(const Receipts& receipts) override {
      if (sink_.fails == Fails::Prepare) return Status::Fatal("prepare: disk full");
      if (rows_.empty() && nulls_ == 0) return {};
      const nlohmann::json receipt{{"id", std::string(sink_.host.state_id()) + "/" + std::string(sink_.host.node()) + "/" +
                                              std::to_string(epoch_) + "/" + std::to_string(lane_)},
                                   {"rows", rows_},
                                   {"nulls", nulls_}};
      receipts(receipt.dump());
      return {};
    }

   private:
    void Keep(const ArrowSchema& schema, const ArrowArray& array, const weir_batch* batch) {
      uint64_t written = static_cast<uint64_t>(array.length);
      const auto n = FindColumn(schema, "n");
      for (int64_t row = 0; row < array.length; ++row) {
        if (!n || Column(*array.children[*n]).is_null(row))
          ++nulls_;
        else
          rows_.push_back(Values<int64_t>(*array.children[*n])[row]);
      }
      if (sink_.fails == Fails::LosesRow && !rows_.empty()) {
        rows_.pop_back();
        --written;
      }
      if (sink_.fails == Fails::RejectInWrite && batch != nullptr) {
        const int64_t row = 0;
        const weir_str reason = Str("refused by the sink");
        host.Reject(*batch, {&row, 1}, {&reason, 1});
        rows_.erase(rows_.end() - array.length);
        --written;
      }
      host.Written(written);
    }
    void NoteColumns(const ArrowSchema& schema) {
      const std::lock_guard lock(World::now->mutex);
      std::vector<std::string>& columns = World::now->columns[std::string(sink_.host.node())];
      columns.clear();
      for (int64_t i = 0; i < schema.n_children; ++i) columns.emplace_back(schema.children[i]->name);
    }
    void CheckOrder(const weir_batch& batch) {
      const auto split = FindColumn(*batch.schema, "weir.split"), offset = FindColumn(*batch.schema, "weir.offset");
      if (!split || !offset) return;
      const DictionaryTexts splits(*batch.array.children[*split]);
      const Values<int64_t> offsets(*batch.array.children[*offset]);
      for (int64_t row = 0; row < batch.array.length; ++row) {
        auto [it, first] = last_offset_.try_emplace(std::string(splits[row]), -1);
        if (offsets[row] < it->second) World::now->disorder += 1;
        it->second = offsets[row];
      }
    }

    KeepBase& sink_;
    const uint32_t lane_;
    uint64_t epoch_ = 0;
    std::vector<int64_t> rows_;
    int64_t nulls_ = 0;
    std::vector<Array> held_;
    const ArrowSchema* schema_ = nullptr;
    std::map<std::string, int64_t> last_offset_;
  };

  std::vector<std::string> names_;
};

template <class T>
OptionTable<T> KeepOptions() {
  return {
      Option("to", &T::to).fallback("\"here\"").identity().doc("The target."),
      Option("fails", static_cast<Fails T::*>(&T::fails))
          .fallback("\"no\"")
          .limits(
              "no|begin|write|cut|prepare|commit|commit_once|commit_rubbish|told|told_once|write_rubbish|sweep|open|bind|write_throws|cut_throws|reject_in_cut|reject_in_write|loses_row")
          .doc("Where it fails."),
      Option("reads", static_cast<std::vector<std::string> T::*>(&T::reads)).doc("Only these columns."),
      Option("hold", static_cast<bool T::*>(&T::hold)).fallback("false").doc("Keeps batches until cut."),
  };
}

class Keep final : public KeepBase {
 public:
  static constexpr About about{.name = "keep", .summary = "keeps rows"};
  std::string to;
  Status retract(std::string_view receipt) override { return TakeBack(receipt); }
  static const OptionTable<Keep>& Options() {
    static const OptionTable<Keep> table = KeepOptions<Keep>();
    return table;
  }
};
class KeepBlocking final : public KeepBase {
 public:
  static constexpr About about{.name = "keep_blocking", .summary = "keeps rows, on its own thread", .blocks = true};
  std::string to;
  static const OptionTable<KeepBlocking>& Options() {
    static const OptionTable<KeepBlocking> table = KeepOptions<KeepBlocking>();
    return table;
  }
};

class Letters final : public Sink {
 public:
  static constexpr About about{.name = "text", .summary = "keeps dead letters"};
  std::string path;
  static const OptionTable<Letters>& Options() {
    static const OptionTable<Letters> table{Option("path", &Letters::path).required().doc("Where."),
                                            Option("origin", &Letters::origin).fallback("false").doc("Ignored.")};
    return table;
  }
  bool origin = false;
  Status bind(const ArrowSchema&, weir_framing*) override { return {}; }
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(*this, lane)); }
  Status commit(std::string_view receipt) override {
    World& world = *World::now;
    const auto json = nlohmann::json::parse(receipt);
    const std::lock_guard lock(world.mutex);
    if (!world.receipts_done.insert(json["id"]).second) return {};
    for (const auto& letter : json["letters"]) world.letters.push_back({letter[0], letter[1], letter[2], letter[3], letter[4]});
    return {};
  }

 private:
  class OneLane final : public Lane {
   public:
    OneLane(Letters& sink, uint32_t lane) : sink_(sink), lane_(lane) {}
    Status begin(uint64_t epoch) override {
      epoch_ = epoch;
      letters_ = nlohmann::json::array();
      return {};
    }
    Status write(weir_batch& batch) override {
      if (World::now->before_letters) World::now->before_letters();
      for (int64_t row = 0; row < batch.array.length; ++row) {
        nlohmann::json letter = nlohmann::json::array();
        for (const char* name : {"node", "split", "offset", "reason", "raw"}) {
          const size_t at = *FindColumn(*batch.schema, name);
          const ArrowArray& column = *batch.array.children[at];
          if (Column(column).is_null(row))
            letter.push_back("(null)");
          else
            VisitText(*TypeOf(*batch.schema->children[at]), column,
                      [&](const auto& text) { letter.push_back(std::string(text[row]).substr(0, 200)); });
        }
        letters_.push_back(std::move(letter));
      }
      host.Written(static_cast<uint64_t>(batch.array.length));
      return {};
    }
    Status prepare(const Receipts& receipts) override {
      if (letters_.empty()) return {};
      receipts(nlohmann::json{
          {"id", "letters/" + std::string(sink_.host.state_id()) + "/" + std::to_string(epoch_) + "/" + std::to_string(lane_)},
          {"letters", letters_}}
                   .dump());
      return {};
    }

   private:
    Letters& sink_;
    const uint32_t lane_;
    uint64_t epoch_ = 0;
    nlohmann::json letters_;
  };
};

}  // namespace

const weir_plugin* FakeSinks() { return weir::internal::DescribePlugin<Keep, KeepBlocking, Letters>("FakeSinks", "1"); }

}  // namespace weir::graph
