// One sink with one lane, driven through its table as the runner does it.
#pragma once

#include <string>
#include <vector>

#include "test_host.hpp"
#include "weir/array.hpp"
#include "weir/builders.hpp"
#include "weir/schema.hpp"

namespace weir {

// A batch of one text column and one column of its rows' origin.
inline Schema SmallSchema() { return Schema({{"word", Type::Utf8}, {"weir.offset", Type::Int64}}); }
inline ArrowArray SmallBatch(const std::vector<std::string>& words) {
  Utf8Builder texts;
  ValuesBuilder<int64_t> offsets(static_cast<int64_t>(words.size()));
  for (size_t i = 0; i < words.size(); ++i) {
    texts.Append(words[i]);
    offsets.Set(static_cast<int64_t>(i), static_cast<int64_t>(i) * 10);
  }
  return MakeBatch(static_cast<int64_t>(words.size()), {texts.Finish(), offsets.Finish()});
}

struct SinkUnderTest {
  SinkUnderTest(std::string_view name, const std::vector<OptionText>& options, Schema columns = SmallSchema(),
                std::string_view node = "node")
      : component(ComponentOf(*weir_plugin_v1(), name)), schema(std::move(columns)) {
    error.size = sizeof error;
    host.node = Str(node);
    created = CreateWith(component, host, options, &self);
    if (!created.ok()) return;
    bound = component.bind(self, schema.get(), nullptr, nullptr, &error);
    if (bound < 0) return;
    EXPECT_EQ(WEIR_OK, component.open(self, 3, &lane, &error)) << error.message;
  }
  ~SinkUnderTest() {
    Close();
    if (self != nullptr) component.destroy(self);
  }
  const weir_sink& ops() const { return *static_cast<const weir_sink*>(component.ops); }
  void Close() {
    if (lane != nullptr) component.close(lane);
    lane = nullptr;
  }
  void Begin(uint64_t epoch) { EXPECT_EQ(WEIR_OK, ops().begin(lane, epoch, &error)) << error.message; }
  weir_code Write(const std::vector<std::string>& words) { return WriteBatch(SmallBatch(words)); }
  weir_code WriteBatch(ArrowArray rows) {
    weir_batch batch{};
    batch.size = sizeof batch;
    batch.schema = schema.get();
    batch.array = rows;
    return ops().write(lane, &batch, &error);
  }
  std::vector<std::string> Prepare() {
    struct Receipts : weir_writer {
      std::vector<std::string> all;
    } receipts;
    receipts.put = [](weir_writer* self, const void* data, size_t len) {
      static_cast<Receipts*>(self)->all.emplace_back(static_cast<const char*>(data), len);
    };
    EXPECT_EQ(WEIR_OK, ops().cut(lane, &error)) << error.message;
    EXPECT_EQ(WEIR_OK, ops().prepare(lane, &receipts, &error)) << error.message;
    return receipts.all;
  }
  weir_code Commit(const std::string& receipt) { return ops().commit(self, Str(receipt), &error); }
  // Ends the epoch and shows its files.
  void CommitAll() {
    for (const std::string& receipt : Prepare()) EXPECT_EQ(WEIR_OK, Commit(receipt)) << error.message;
  }
  weir_code Sweep() { return ops().sweep(self, host.state_id, nullptr, 0, &error); }

  TestHost host;
  const weir_component& component;
  const Schema schema;
  Status created;
  weir_error error{};
  weir_code bound = WEIR_OK;
  void* self = nullptr;
  void* lane = nullptr;
};

}  // namespace weir
