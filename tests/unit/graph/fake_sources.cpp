// The fake sources: rows that are numbered, and lines in chunks of bytes.
#include <algorithm>
#include <stdexcept>

#include "graph/world.hpp"
#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::graph {
namespace {

constexpr int64_t kSplitStride = 1'000'000;

std::vector<Field> RowFields() {
  return {{"n", Type::Int64}, {"word", Type::Text}, {"weir.split", Type::Dictionary}, {"weir.offset", Type::Int64}};
}

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
    if (wanted.empty() || wanted[i] != 0)
      columns.push_back(all[i]);
    else
      all[i].release(&all[i]);
  }
  return MakeBatch(count, std::move(columns));
}

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
        Option("discovers", &Numbers::discovers)
            .fallback("\"fine\"")
            .limits("fine|named_twice|fails_then_works|fails|cancels|gives_up")
            .doc("How."),
        Option("polls", &Numbers::polls)
            .fallback("\"fine\"")
            .limits("fine|end|throws|rubbish|damaged|denied|cancels|extra_column|retries_first")
            .doc("How."),
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
      if (discovers == Splits::FailsThenWorks && i == splits / 2 && World::now->failures_left-- > 0)
        return Status::Retry("list: no answer").RetryAfter(1);
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
    Split(Numbers& source, std::string id, int64_t number, int64_t from)
        : source_(source), id_(std::move(id)), number_(number), at_(from) {}
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
    Object(const Chunks& source, int64_t from)
        : chunk_(static_cast<size_t>(source.chunk)), damaged_(source.damaged), at_(static_cast<size_t>(from)) {
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

}  // namespace

const weir_plugin* FakeSources() { return weir::internal::DescribePlugin<Numbers, Chunks>("FakeSources", "1"); }

}  // namespace weir::graph
