// The C++ layer seen from the other side of the boundary, as the runner sees it.
#include "weir/component.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "weir/builders.hpp"

extern "C" {
const weir_plugin* plugin_in_c(void);
int c_has_url(const weir_plugin*);
int c_has_extension(const weir_plugin*);
}

namespace weir {
namespace {

// Adds one to the column `n`; throws when it is told to.
class AddOne final : public Transform {
 public:
  static constexpr const char* kPorts[] = {"odd"};
  static constexpr About about{.name = "add_one", .summary = "n + 1", .rows = WEIR_ONE, .outputs = kPorts, .n_outputs = 1};
  std::string throws;
  static const OptionTable<AddOne>& Options() {
    static const OptionTable<AddOne> table{Option("throws", &AddOne::throws).fallback("\"\"").doc("Where.")};
    return table;
  }
  Status Create() override {
    if (throws == "create") throw std::runtime_error("in create");
    return throws == "config" ? Status::Config("it can't be so").AtOption(0) : Status();
  }
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    if (throws == "bind") throw std::runtime_error("in bind");
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    if (throws != "one schema") out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>(throws)); }

 private:
  class OneLane final : public Lane {
   public:
    explicit OneLane(std::string throws) : throws_(std::move(throws)) {}
    Status process(weir_batch& batch, Output& output) override {
      if (throws_ == "process") throw std::runtime_error("in process");
      if (throws_ == "anything") throw 42;
      const Values<int64_t> n(*batch.array.children[0]);
      ValuesBuilder<int64_t> more(n.rows());
      for (int64_t row = 0; row < n.rows(); ++row) more.Set(row, n[row] + 1);
      if (throws_ == "reject") {
        const int64_t row = 0;
        const weir_str reason = Str("no");
        host.Reject(batch, {&row, 1}, {&reason, 1});
      }
      host.Dropped(2, "test");
      return output.Emit(Array(MakeBatch(n.rows(), {more.Finish()})));
    }

   private:
    const std::string throws_;
  };
};

class Nowhere final : public Sink {
 public:
  static constexpr About about{.name = "nowhere", .summary = "forgets", .blocks = true};
  static const OptionTable<Nowhere>& Options() {
    static const OptionTable<Nowhere> table{};
    return table;
  }
  Status bind(const ArrowSchema&, weir_framing*) override { return {}; }
  void narrow(std::span<uint8_t> needed) override { std::ranges::fill(needed, 0); }
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override {
    if (lane > 0) return Status::Denied("only one").WithDetail(403);
    return std::unique_ptr<Lane>(std::make_unique<OneLane>());
  }
  Status commit(std::string_view receipt) override { return receipt == "later" ? Status::Retry("not yet").RetryAfter(250) : Status(); }

 private:
  class OneLane final : public Lane {
   public:
    Status write(weir_batch&) override { return {}; }  // leaves the array to be released
    Status prepare(const Receipts& receipts) override {
      receipts("first");
      receipts("second");
      return {};
    }
  };
};

class Two final : public Source {
 public:
  static constexpr About about{.name = "two", .summary = "two splits", .bytes = true};
  static const OptionTable<Two>& Options() {
    static const OptionTable<Two> table{};
    return table;
  }
  Result<Schema> bind() override { return Schema({{"message", Type::Binary}}); }
  Status discover(const Found& found) override {
    for (const char* id : {"a", "b"}) {
      weir_split split{};
      split.size = sizeof split;
      split.id = Str(id);
      if (Status status = found(split); !status.ok()) return status;
    }
    return {};
  }
  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view) override {
    if (View(split.id) == "b") return Status::Split("gone");
    return std::unique_ptr<Reader>(std::make_unique<One>());
  }

 private:
  class One final : public Reader {
   public:
    Result<weir_code> poll(Output&) override { return static_cast<weir_code>(WEIR_DONE); }
  };
};

struct FakeHost : weir_host {
  FakeHost() : weir_host{} {
    size = sizeof(weir_host);
    node = Str("node");
    lanes = 1;
    count = [](const weir_host* host, void*, int32_t what, uint64_t rows, const char*) {
      if (what == WEIR_DROPPED) static_cast<FakeHost*>(const_cast<weir_host*>(host))->dropped += rows;
    };
    reject = [](const weir_host* host, void*, const weir_batch*, const int64_t*, size_t rows, const weir_str*, size_t) -> weir_code {
      static_cast<FakeHost*>(const_cast<weir_host*>(host))->rejected += rows;
      return WEIR_OK;
    };
    parallel = [](const weir_host*, size_t n, void (*body)(void*, size_t), void* context) {
      for (size_t i = 0; i < n; ++i) body(context, i);
    };
  }
  uint64_t dropped = 0, rejected = 0;
};

// One transform with one lane, driven through its table.
struct Driven {
  explicit Driven(std::string_view throws = "") {
    weir_value value{};
    value.is_set = 1;
    value.u.s = Str(throws);
    error.size = sizeof error;
    output.emit = [](weir_output* to, weir_batch* batch) -> weir_code {
      Driven& driven = *static_cast<Emitted*>(to)->driven;
      driven.emitted = Array(&batch->array);
      return driven.answer;
    };
    output.driven = this;
    created = component.create(&host, &value, &self, &error);
  }
  ~Driven() {
    if (lane != nullptr) component.close(lane);
    if (self != nullptr) component.destroy(self);
  }
  weir_code Bind() {
    ArrowSchema out[2]{};
    const weir_code code = component.bind(self, schema.get(), out, nullptr, &error);
    for (ArrowSchema& one : out)
      if (one.release != nullptr) one.release(&one);
    return code;
  }
  weir_code Process() {
    if (lane == nullptr) component.open(self, 0, &lane, &error);
    ValuesBuilder<int64_t> n(2);
    n.Set(0, 10), n.Set(1, 20);
    auto memory = std::make_shared<int>(0);
    input_alive = memory;
    weir_batch batch{};
    batch.size = sizeof batch;
    batch.schema = schema.get();
    batch.array = MakeArray(2, 0, {Buffer{}}, {n.Finish()}, {}, {std::move(memory)});
    return static_cast<const weir_transform*>(component.ops)->process(lane, &batch, &output, &error);
  }

  const weir_component& component = *Describe<AddOne>();
  const Schema schema{std::vector<Field>{{"n", Type::Int64}}};
  FakeHost host;
  weir_error error{};
  struct Emitted : weir_output {
    Driven* driven = nullptr;
  } output{};
  weir_code answer = WEIR_OK;
  void* self = nullptr;
  void* lane = nullptr;
  weir_code created = WEIR_OK;
  Array emitted;
  std::weak_ptr<const void> input_alive;
};

TEST(Plugin, ListsItsComponents) {
  const weir_plugin& plugin = *internal::DescribePlugin<AddOne, Nowhere, Two>("sample", "1.2");
  EXPECT_EQ(sizeof(weir_plugin), plugin.size);
  EXPECT_STREQ("sample", plugin.name);
  EXPECT_STREQ("1.2", plugin.version);
  ASSERT_EQ(3u, plugin.n_components);
  EXPECT_STREQ("add_one", plugin.components[0]->name);
  EXPECT_EQ(WEIR_TRANSFORM, plugin.components[0]->kind);
  EXPECT_EQ(WEIR_SINK, plugin.components[1]->kind);
  EXPECT_EQ(WEIR_SOURCE, plugin.components[2]->kind);
}

TEST(Plugin, DescribesAComponent) {
  const weir_component& component = *Describe<AddOne>();
  EXPECT_EQ(sizeof(weir_component), component.size);
  EXPECT_EQ(WEIR_ONE, component.rows);
  ASSERT_EQ(1u, component.n_outputs);
  EXPECT_STREQ("odd", component.outputs[0]);
  EXPECT_EQ(1u, component.n_options);
  EXPECT_EQ(sizeof(weir_option), component.option_size);
  EXPECT_EQ(nullptr, component.combiner);
}

TEST(Plugin, OffersOnlyTheFunctionsThatAComponentHas) {
  const auto& transform = *static_cast<const weir_transform*>(Describe<AddOne>()->ops);
  EXPECT_EQ(nullptr, transform.tick);
  EXPECT_EQ(nullptr, transform.snapshot);
  EXPECT_EQ(nullptr, Describe<AddOne>()->narrow);
  EXPECT_NE(nullptr, Describe<Nowhere>()->narrow);
  EXPECT_EQ(1u, static_cast<const weir_sink*>(Describe<Nowhere>()->ops)->blocks);
  EXPECT_EQ(1u, static_cast<const weir_source*>(Describe<Two>()->ops)->bytes);
}

TEST(Plugin, InCIsOneToo) {
  const weir_plugin& plugin = *plugin_in_c();
  EXPECT_STREQ("in_c", plugin.components[0]->name);
  EXPECT_EQ(sizeof(weir_plugin), plugin.size);
}

TEST(Plugin, TheSizeSaysWhichFieldsThereAre) {
  weir_plugin older = *plugin_in_c();
  older.size = offsetof(weir_plugin, extension);
  EXPECT_EQ(1, c_has_url(&older));
  EXPECT_EQ(0, c_has_extension(&older));
  EXPECT_EQ(1, c_has_extension(plugin_in_c()));
}

TEST(Component, WorksThroughItsTable) {
  Driven driven;
  ASSERT_EQ(WEIR_OK, driven.created);
  ASSERT_EQ(WEIR_OK, driven.Bind());
  ASSERT_EQ(WEIR_OK, driven.Process());
  EXPECT_EQ(11, Values<int64_t>(*driven.emitted.get()->children[0])[0]);
  EXPECT_EQ(2u, driven.host.dropped);
}

TEST(Component, ReleasesTheInputThatItsAuthorDidNotTake) {
  Driven driven;
  driven.Process();
  EXPECT_TRUE(driven.input_alive.expired());
}

TEST(Component, ReleasesTheInputWhenItThrows) {
  Driven driven("process");
  driven.Process();
  EXPECT_TRUE(driven.input_alive.expired());
}

TEST(Component, AnExceptionInProcessIsABugWithItsText) {
  Driven driven("process");
  EXPECT_EQ(WEIR_E_BUG, driven.Process());
  EXPECT_STREQ("exception: in process", driven.error.message);
}

TEST(Component, AnExceptionOfAnyTypeIsABug) {
  Driven driven("anything");
  EXPECT_EQ(WEIR_E_BUG, driven.Process());
  EXPECT_STREQ("exception of an unknown type", driven.error.message);
}

TEST(Component, AnExceptionInCreateLeavesNothing) {
  Driven driven("create");
  EXPECT_EQ(WEIR_E_BUG, driven.created);
  EXPECT_EQ(nullptr, driven.self);
}

TEST(Component, AnExceptionInBindIsABug) {
  Driven driven("bind");
  EXPECT_EQ(WEIR_E_BUG, driven.Bind());
}

TEST(Component, AConfigurationErrorNamesItsOption) {
  Driven driven("config");
  EXPECT_EQ(WEIR_E_CONFIG, driven.created);
  EXPECT_EQ(1u, driven.error.option);
  EXPECT_STREQ("it can't be so", driven.error.message);
}

TEST(Component, AWrongNumberOfSchemasIsABug) {
  Driven driven("one schema");
  EXPECT_EQ(WEIR_E_BUG, driven.Bind());
}

TEST(Component, PassesOnThatTheRunnerStops) {
  Driven driven;
  driven.answer = WEIR_E_CANCELLED;
  EXPECT_EQ(WEIR_E_CANCELLED, driven.Process());
}

TEST(Component, RejectsThroughItsLane) {
  Driven driven("reject");
  driven.Process();
  EXPECT_EQ(1u, driven.host.rejected);
}

TEST(Component, GivesEachReceiptAlone) {
  const weir_component& component = *Describe<Nowhere>();
  const auto& ops = *static_cast<const weir_sink*>(component.ops);
  FakeHost host;
  weir_error error{};
  void *self = nullptr, *lane = nullptr;
  ASSERT_EQ(WEIR_OK, component.create(&host, nullptr, &self, &error));
  ASSERT_EQ(WEIR_OK, component.open(self, 0, &lane, &error));
  struct Writer : weir_writer {
    std::vector<std::string> pieces;
  } writer;
  writer.put = [](weir_writer* to, const void* data, size_t len) {
    static_cast<Writer*>(to)->pieces.emplace_back(static_cast<const char*>(data), len);
  };
  EXPECT_EQ(WEIR_OK, ops.prepare(lane, &writer, &error));
  EXPECT_EQ((std::vector<std::string>{"first", "second"}), writer.pieces);
  component.close(lane);
  component.destroy(self);
}

TEST(Component, SaysWhenToTryAgain) {
  const weir_component& component = *Describe<Nowhere>();
  FakeHost host;
  weir_error error{};
  void* self = nullptr;
  component.create(&host, nullptr, &self, &error);
  EXPECT_EQ(WEIR_E_RETRY, static_cast<const weir_sink*>(component.ops)->commit(self, Str("later"), &error));
  EXPECT_EQ(250u, error.retry_after_ms);
  void* lane = nullptr;
  EXPECT_EQ(WEIR_E_DENIED, component.open(self, 1, &lane, &error));
  EXPECT_EQ(403, error.detail);
  EXPECT_EQ(nullptr, lane);
  component.destroy(self);
}

TEST(Component, ADiscoveryThatIsToldToStopStops) {
  const weir_component& component = *Describe<Two>();
  const auto& ops = *static_cast<const weir_source*>(component.ops);
  FakeHost host;
  weir_error error{};
  void* self = nullptr;
  component.create(&host, nullptr, &self, &error);
  int found = 0;
  const auto stop_at_first = [](void* context, const weir_split*) -> weir_code {
    ++*static_cast<int*>(context);
    return WEIR_E_CANCELLED;
  };
  EXPECT_EQ(WEIR_E_CANCELLED, ops.discover(self, stop_at_first, &found, &error));
  EXPECT_EQ(1, found);
  component.destroy(self);
}

TEST(Status, AMessageThatIsTooLongIsCutOff) {
  weir_error error{};
  error.size = sizeof error;
  EXPECT_EQ(WEIR_E_FATAL, Status::Fatal(std::string(2000, 'x')).Store(&error));
  EXPECT_EQ(sizeof error.message - 1, std::strlen(error.message));
}

TEST(Status, GoesOverTheBoundaryAndBack) {
  weir_error error{};
  const weir_code code = Status::Denied("put: 403").WithDetail(403).AtOption(2).RetryAfter(7).Store(&error);
  const Status back = Status::From(code, error);
  EXPECT_EQ(WEIR_E_DENIED, back.code());
  EXPECT_EQ("put: 403", back.message());
  EXPECT_EQ(2u, back.option());
  EXPECT_EQ(7u, back.retry_after_ms());
}

TEST(Status, SaysWhereInFrontOfWhat) {
  EXPECT_EQ("lake: put: 403", Status::Denied("put: 403").Annotate("lake").message());
  EXPECT_EQ("", Status().Annotate("lake").message());
}

TEST(Host, RunsEveryPartOfAParallelLoop) {
  FakeHost host;
  int sum = 0;
  Host(&host).Parallel(5, [&](size_t i) { sum += static_cast<int>(i); });
  EXPECT_EQ(10, sum);
}

}  // namespace
}  // namespace weir
