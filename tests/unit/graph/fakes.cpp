#include <algorithm>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "graph/world.hpp"
#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::graph {
namespace {

constexpr int64_t kSplitStride = 1'000'000;

std::vector<Field> RowFields() { return {{"n", Type::Int64}, {"word", Type::Text}, {"weir.split", Type::Dictionary}, {"weir.offset", Type::Int64}}; }

ArrowArray Rows(int64_t split, const std::string& id, int64_t from, int64_t count, std::span<const uint8_t> wanted) {
  ValuesBuilder<int64_t> n(count), offset(count);
  TextBuilder word(count);
  for (int64_t i = 0; i < count; ++i) {
    n.Set(i, split * kSplitStride + from + i);
    offset.Set(i, from + i);
    word.Copy(i, "row number " + std::to_string(from + i));
  }
  std::vector<ArrowArray> all{n.Finish(), word.Finish(), ConstantText(count, id), offset.Finish()};
  std::vector<ArrowArray> columns;
  for (size_t i = 0; i < all.size(); ++i) {
    if (wanted.empty() || wanted[i] != 0) columns.push_back(all[i]);
    else all[i].release(&all[i]);
  }
  return MakeBatch(count, std::move(columns));
}

// ---- sources -----------------------------------------------------------------------------------

enum class Splits { Fine, NamedTwice, FailsThenWorks, Fails, Cancels, GivesUp };
enum class Poll { Fine, End, Throws, Rubbish, Damaged, Denied, Cancels, ExtraColumn, RetriesFirst };

class Numbers final : public Source {
 public:
  static constexpr About about{.name = "numbers", .summary = "rows that are numbered"};
  int64_t splits = 1, rows = 0, batch = 100;
  std::string version;
  Splits discovers = Splits::Fine;
  Poll polls = Poll::Fine;
  int64_t bad_split = -1;
  static const OptionTable<Numbers>& Options() {
    static const OptionTable<Numbers> table{
        Option("splits", &Numbers::splits).fallback("1").identity().doc("How many."),
        Option("rows", &Numbers::rows).fallback("1000").doc("Of each split."),
        Option("batch", &Numbers::batch).fallback("100").doc("Rows of one batch."),
        Option("version", &Numbers::version).fallback("\"1\"").doc("Of the splits."),
        Option("discovers", &Numbers::discovers).fallback("\"fine\"").limits("fine|named_twice|fails_then_works|fails|cancels|gives_up").doc("How."),
        Option("polls", &Numbers::polls).fallback("\"fine\"").limits("fine|end|throws|rubbish|damaged|denied|cancels|extra_column|retries_first").doc("How."),
        Option("bad_split", &Numbers::bad_split).fallback("-1").doc("The one that `polls` is about; -1 for all."),
    };
    return table;
  }

  Result<Schema> bind() override { return Schema(RowFields()); }
  void narrow(std::span<const uint8_t> wanted) override { wanted_.assign(wanted.begin(), wanted.end()); }

  Status discover(const Found& found) override {
    if (discovers == Splits::Fails) return Status::Denied("list: no permission");
    if (discovers == Splits::Cancels) return Status::Cancelled("nobody wants to know");
    if (discovers == Splits::GivesUp) return Status::Retry("list: no answer").RetryAfter(1);
    for (int64_t i = 0; i < splits; ++i) {
      if (Status status = Name(i, found); !status.ok()) return status;
      if (discovers == Splits::NamedTwice)
        if (Status status = Name(i, found); !status.ok()) return status;
      if (discovers == Splits::FailsThenWorks && i == splits / 2 && World::now->failures_left-- > 0) return Status::Retry("list: no answer").RetryAfter(1);
    }
    return {};
  }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    const std::string id(View(split.id));
    const int64_t number = std::stoll(id.substr(1));
    const int64_t from = position.empty() ? 0 : std::stoll(std::string(position));
    World::now->splits_opened += 1;
    return std::unique_ptr<Reader>(std::make_unique<Split>(*this, id, number, from));
  }

  Status committed(std::span<const weir_progress> progress) override {
    const std::lock_guard lock(World::now->mutex);
    for (const weir_progress& one : progress) World::now->told.push_back(std::string(View(one.split)) + (one.done != 0 ? " done" : ""));
    return {};
  }

 private:
  Status Name(int64_t i, const Found& found) {
    const std::string id = "s" + std::to_string(i);
    weir_split split{};
    split.size = sizeof split;
    split.id = Str(id);
    split.version = Str(version);
    split.bytes = static_cast<uint64_t>(rows) * 8;
    split.oldest_ns = INT64_MIN;
    return found(split);
  }

  class Split final : public Reader {
   public:
    Split(Numbers& source, std::string id, int64_t number, int64_t from) : source_(source), id_(std::move(id)), number_(number), at_(from) {}
    ~Split() override { World::now->splits_closed += 1; }

    Result<weir_code> poll(Output& output) override {
      World& world = *World::now;
      const bool bad = source_.bad_split < 0 || source_.bad_split == number_;
      const Poll polls = bad ? source_.polls : Poll::Fine;
      if (polls == Poll::RetriesFirst && world.failures_left-- > 0) return Status::Retry("get: no answer").RetryAfter(1);
      if (at_ >= source_.rows / 2) {
        if (polls == Poll::Throws) throw std::runtime_error("the source threw");
        if (polls == Poll::Rubbish) return weir_code{12345};
        if (polls == Poll::Damaged) return Status::Split("the rest is damaged");
        if (polls == Poll::Denied) return Status::Denied("get: 403");
        if (polls == Poll::Cancels) return Status::Cancelled("the pipe is closed");
        if (polls == Poll::ExtraColumn) {
          ValuesBuilder<int64_t> one(1);
          one.Set(0, 1);
          return Given(output.Emit(Array(MakeBatch(1, {one.Finish()})), "1", INT64_MIN));
        }
      }
      if (at_ >= source_.rows) return static_cast<weir_code>(polls == Poll::End ? WEIR_END : WEIR_DONE);
      if (world.before_emit) world.before_emit(world.batches_given);
      const int64_t count = std::min(source_.batch, source_.rows - at_);
      Array rows(Rows(number_, id_, at_, count, source_.wanted_));
      at_ += count;
      Status status = output.Emit(std::move(rows), std::to_string(at_), INT64_MIN);
      if (status.ok()) world.batches_given += 1;
      return Given(std::move(status));
    }

   private:
    static Result<weir_code> Given(Status status) {
      if (!status.ok()) return status;
      return weir_code{WEIR_OK};
    }
    Numbers& source_;
    const std::string id_;
    const int64_t number_;
    int64_t at_;
  };

  std::vector<uint8_t> wanted_;
};

class Chunks final : public Source {
 public:
  static constexpr About about{.name = "chunks", .summary = "lines in chunks of bytes", .bytes = true};
  int64_t splits = 1, lines = 0, chunk = 0, long_line = -1;
  bool damaged = false;
  static const OptionTable<Chunks>& Options() {
    static const OptionTable<Chunks> table{
        Option("splits", &Chunks::splits).fallback("1").doc("How many."),
        Option("lines", &Chunks::lines).fallback("1000").doc("Of each split."),
        Option("chunk", &Chunks::chunk).fallback("1000").doc("Bytes of one chunk."),
        Option("long_line", &Chunks::long_line).fallback("-1").doc("Which line is longer than any record may be."),
        Option("damaged", &Chunks::damaged).fallback("false").doc("The last line is cut off in the middle."),
    };
    return table;
  }

  Result<Schema> bind() override { return Schema({{"message", Type::Binary}, {"region", Type::Dictionary}}); }

  Status discover(const Found& found) override {
    for (int64_t i = 0; i < splits; ++i) {
      const std::string id = "s" + std::to_string(i);
      const weir_str region = Str("eu");
      weir_split split{};
      split.size = sizeof split;
      split.id = Str(id);
      split.captures = &region;
      split.n_captures = 1;
      if (Status status = found(split); !status.ok()) return status;
    }
    return {};
  }

  Result<std::unique_ptr<Reader>> open(const weir_split&, std::string_view position) override {
    int64_t from = 0;
    if (position.size() == sizeof from) std::memcpy(&from, position.data(), sizeof from);
    return std::unique_ptr<Reader>(std::make_unique<Object>(*this, from));
  }

 private:
  class Object final : public Reader {
   public:
    Object(const Chunks& source, int64_t from) : chunk_(static_cast<size_t>(source.chunk)), damaged_(source.damaged), at_(static_cast<size_t>(from)) {
      for (int64_t line = 0; line < source.lines; ++line) {
        std::string number = std::to_string(line);
        number.insert(0, 7 - number.size(), '0');
        content_ += number;
        if (line == source.long_line) content_.append(size_t{17} << 20, 'x');
        content_ += '\n';
      }
      if (damaged_) content_.resize(content_.size() - 4);
    }
    Result<weir_code> poll(Output& output) override {
      if (World::now->before_emit) World::now->before_emit(World::now->batches_given++);
      if (at_ >= content_.size() && damaged_) return Status::Split("connection reset");
      if (at_ >= content_.size()) return weir_code{WEIR_DONE};
      Utf8Builder bytes;
      bytes.Append(std::string_view(content_).substr(at_, chunk_));
      at_ += chunk_;
      Status status = output.Emit(Array(MakeBatch(1, {bytes.Finish()})));
      if (!status.ok()) return status;
      return weir_code{WEIR_OK};
    }

   private:
    std::string content_;
    size_t chunk_;
    bool damaged_;
    size_t at_;
  };
};

// ---- transforms --------------------------------------------------------------------------------

enum class Does { Pass, Filter, Reject, Throw, Rubbish, NegativeRubbish, RetryFirst, RetryForEver, Fatal, Denied, Cancel, LoseRow, DoubleRow, RejectTwice, WrongPort,
                  WrongColumns, ShortColumn, ThrowUnknown, Grow, Sliced, WrongReasons, WrongRow, Parallel };

// The rows of a batch whose number `keep` wants, in a batch of the same columns.
template <class Keep>
Array Chosen(const weir_batch& batch, Keep&& keep, std::vector<int64_t>* others) {
  const ArrowSchema& schema = *batch.schema;
  std::vector<int64_t> rows;
  const auto n = FindColumn(schema, "n");
  const Values<int64_t> numbers(*batch.array.children[n.value_or(0)]);
  for (int64_t row = 0; row < batch.array.length; ++row) {
    if (keep(numbers[row])) rows.push_back(row);
    else if (others != nullptr) others->push_back(row);
  }
  std::vector<ArrowArray> columns;
  for (int64_t i = 0; i < schema.n_children; ++i) columns.push_back(Take(*TypeOf(*schema.children[i]), *batch.array.children[i], rows));
  return Array(MakeBatch(static_cast<int64_t>(rows.size()), std::move(columns)));
}

struct StepOptions {
  Does does = Does::Pass;
};

class Step final : public Transform {
 public:
  static constexpr About about{.name = "step", .summary = "does what it is told", .rows = WEIR_FILTER};
  Does does = Does::Pass;
  static const OptionTable<Step>& Options() {
    static const OptionTable<Step> table{
        Option("does", &Step::does)
            .fallback("\"pass\"")
            .limits("pass|filter|reject|throw|rubbish|negative_rubbish|retry_first|retry_for_ever|fatal|denied|cancel|lose_row|double_row|reject_twice|wrong_port|"
                    "wrong_columns|short_column|throw_unknown|grow|sliced|wrong_reasons|wrong_row|parallel")
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
          Array kept = Chosen(batch, [](int64_t n) { return n % 3 != 0; }, nullptr);
          host.Dropped(static_cast<uint64_t>(batch.array.length - kept.rows()), "a multiple of three");
          return output.Emit(std::move(kept));
        }
        case Does::Reject:
        case Does::RejectTwice:
        case Does::WrongReasons:
        case Does::WrongRow: {
          std::vector<int64_t> bad;
          Array kept = Chosen(batch, [](int64_t n) { return n % 10 != 0; }, &bad);
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
        case Does::LoseRow: return output.Emit(Chosen(batch, [](int64_t n) { return n != 7; }, nullptr));
        case Does::DoubleRow: {
          Array again = Chosen(batch, [](int64_t n) { return n == 7; }, nullptr);
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
        case Does::Grow: return output.Emit(Chosen(batch, [](int64_t) { return true; }, nullptr));
        case Does::Sliced: {
          // Two halves of the same columns, told apart by the offset of the struct, as the Arrow interface allows.
          const int64_t half = batch.array.length / 2;
          Array first = Chosen(batch, [](int64_t) { return true; }, nullptr), second = Chosen(batch, [](int64_t) { return true; }, nullptr);
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
      for (int64_t i = 0; i < batch.schema->n_children; ++i) columns.push_back(Take(*TypeOf(*batch.schema->children[i]), *batch.array.children[i], twice));
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

// ---- sinks -------------------------------------------------------------------------------------

enum class Fails { No, Begin, Write, Cut, Prepare, Commit, CommitOnce, CommitRubbish, WriteRubbish, Sweep, Open, Bind, WriteThrows, CutThrows, RejectInCut, RejectInWrite, LosesRow,
                   LateReject };

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
    const auto json = nlohmann::json::parse(receipt);
    const std::lock_guard lock(world.mutex);
    if (!world.receipts_done.insert(json["id"]).second) return {};
    for (const int64_t n : json["rows"]) world.committed[std::string(host.node())].insert(n);
    world.nulls[std::string(host.node())] += json["nulls"].get<int64_t>();
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
      const nlohmann::json receipt{{"id", std::string(sink_.host.state_id()) + "/" + std::string(sink_.host.node()) + "/" + std::to_string(epoch_) + "/" + std::to_string(lane_)},
                                   {"rows", rows_}, {"nulls", nulls_}};
      receipts(receipt.dump());
      return {};
    }

   private:
    void Keep(const ArrowSchema& schema, const ArrowArray& array, const weir_batch* batch) {
      uint64_t written = static_cast<uint64_t>(array.length);
      const auto n = FindColumn(schema, "n");
      for (int64_t row = 0; row < array.length; ++row) {
        if (!n || Column(*array.children[*n]).is_null(row)) ++nulls_;
        else rows_.push_back(Values<int64_t>(*array.children[*n])[row]);
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
      World::now->columns.clear();
      for (int64_t i = 0; i < schema.n_children; ++i) World::now->columns.emplace_back(schema.children[i]->name);
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
      Option("fails", &T::fails)
          .fallback("\"no\"")
          .limits("no|begin|write|cut|prepare|commit|commit_once|commit_rubbish|write_rubbish|sweep|open|bind|write_throws|cut_throws|reject_in_cut|reject_in_write|loses_row|late_reject")
          .doc("Where it fails."),
      Option("reads", &T::reads).doc("Only these columns."),
      Option("hold", &T::hold).fallback("false").doc("Keeps batches until cut."),
  };
}

class Keep final : public KeepBase {
 public:
  static constexpr About about{.name = "keep", .summary = "keeps rows"};
  std::string to;
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
    static const OptionTable<Letters> table{Option("path", &Letters::path).required().doc("Where."), Option("origin", &Letters::origin).fallback("false").doc("Ignored.")};
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
      for (int64_t row = 0; row < batch.array.length; ++row) {
        nlohmann::json letter = nlohmann::json::array();
        for (const char* name : {"node", "split", "offset", "reason", "raw"}) {
          const size_t at = *FindColumn(*batch.schema, name);
          const ArrowArray& column = *batch.array.children[at];
          if (Column(column).is_null(row)) letter.push_back("(null)");
          else VisitText(*TypeOf(*batch.schema->children[at]), column, [&](const auto& text) { letter.push_back(std::string(text[row]).substr(0, 200)); });
        }
        letters_.push_back(std::move(letter));
      }
      host.Written(static_cast<uint64_t>(batch.array.length));
      return {};
    }
    Status prepare(const Receipts& receipts) override {
      if (letters_.empty()) return {};
      receipts(nlohmann::json{{"id", "letters/" + std::string(sink_.host.state_id()) + "/" + std::to_string(epoch_) + "/" + std::to_string(lane_)}, {"letters", letters_}}.dump());
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

const weir_plugin* FakePlugin() { return weir::internal::DescribePlugin<Numbers, Chunks, Step, Expand, Sum, Keep, KeepBlocking, Letters>("fakes", "1"); }

}  // namespace weir::graph
