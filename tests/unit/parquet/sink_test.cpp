// The component through its table, as the runner sees it: what bind refuses, and an epoch from begin to commit.
#include <gtest/gtest.h>

#include <thread>

#include "lane_under_test.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

struct FakeHost : weir_host {
  FakeHost() : weir_host{} {
    size = sizeof(weir_host);
    node = Str("lake");
    state_id = Str("0123456789abcdef");
    lanes = 2;
    memory = 64 << 20;
    log = [](const weir_host*, int32_t, weir_str) {};
    count = [](const weir_host* host, void*, int32_t what, uint64_t rows, const char*) {
      if (what == WEIR_WRITTEN) static_cast<FakeHost*>(const_cast<weir_host*>(host))->written += rows;
    };
    parallel = [](const weir_host*, size_t n, void (*body)(void*, size_t), void* context) {
      std::vector<std::thread> threads;
      for (size_t i = 0; i < n; ++i) threads.emplace_back(body, context, i);
      for (std::thread& thread : threads) thread.join();
    };
  }
  uint64_t written = 0;
};

// The component with a path, partition_by and perhaps a time column.
class SinkUnderTest {
 public:
  SinkUnderTest(const std::string& path, const std::vector<std::string>& partition_by, const std::string& time = "", bool origin = false) {
    std::vector<weir_value> items(partition_by.size());
    for (size_t i = 0; i < items.size(); ++i) items[i].u.s = Str(partition_by[i]);
    std::vector<weir_value> values(table_.n_options);
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string_view name = table_.options[i].name;
      values[i].is_set = name == "time" ? !time.empty() : name == "path" || name == "partition_by";
      if (name == "path") values[i].u.s = Str(path);
      if (name == "time") values[i].u.s = Str(time);
      if (name == "partition_by") values[i].u.list = {items.data(), items.size()};
      if (name == "compression_level") values[i].u.i = 3;
      if (name == "file_size") values[i].u.i = 512 << 20;
      if (name == "origin") values[i].u.i = origin ? 1 : 0;
    }
    weir_error error{};
    EXPECT_EQ(WEIR_OK, table_.create(&host, values.data(), &self_, &error)) << error.message;
  }
  ~SinkUnderTest() { table_.destroy(self_); }

  // What bind says against these columns: "option: message", or nothing.
  std::string Bind(const Schema& in) {
    weir_error error{};
    if (table_.bind(self_, in.get(), nullptr, nullptr, &error) == WEIR_OK) return "";
    return std::string(error.option == 0 ? "" : table_.options[error.option - 1].name) + ": " + error.message;
  }
  std::vector<uint8_t> Needed(size_t columns) {
    std::vector<uint8_t> needed(columns, 1);
    table_.narrow(self_, nullptr, needed.data());
    return needed;
  }
  const weir_component& table() const { return table_; }
  const weir_sink& ops() const { return *static_cast<const weir_sink*>(table_.ops); }
  void* self() const { return self_; }

  FakeHost host;

 private:
  const weir_component& table_ = *weir_plugin_v1()->components[0];
  void* self_ = nullptr;
};

const std::vector<Field> kFields{
    {"time", Type::Timestamp, true}, {"region", Type::Dictionary}, {"ratio", Type::Double}, {"weir.offset", Type::Int64}};

TEST(ParquetSink, NeedsWhatItWritesAndPartitionsBy) {
  const Schema in(kFields);
  SinkUnderTest plain("t", {"region", "day"});
  EXPECT_EQ("", plain.Bind(in));
  EXPECT_EQ((std::vector<uint8_t>{1, 1, 1, 0}), plain.Needed(4));
  SinkUnderTest with_origin("t", {}, "", true);
  EXPECT_EQ("", with_origin.Bind(in));
  EXPECT_EQ((std::vector<uint8_t>{1, 1, 1, 1}), with_origin.Needed(4));
}

TEST(ParquetSink, RefusesWhatCannotWorkAndNamesTheColumn) {
  const Schema in(kFields);
  const auto refusal = [&](const std::vector<std::string>& partition_by, const std::string& time = "") {
    return SinkUnderTest("t", partition_by, time).Bind(in);
  };
  EXPECT_EQ("partition_by: there is no column `account`", refusal({"account"}));
  EXPECT_EQ("partition_by: `region` is there twice", refusal({"region", "region"}));
  EXPECT_EQ("partition_by: `ratio` is of type double, which can't name folders; text, integers and booleans can", refusal({"ratio"}));
  EXPECT_EQ("time: there is no column `when`", refusal({"day"}, "when"));
  EXPECT_EQ("time: the time column `ratio` is of type double, not timestamp", refusal({"day"}, "ratio"));
  const Schema without_time({{"day", Type::Int32}, {"text", Type::Text}});
  EXPECT_EQ("partition_by: no column is marked as the row's time; name it with `time`", SinkUnderTest("t", {"year"}).Bind(without_time));
  EXPECT_EQ("partition_by: `day` would be that of the row's time, but a column of that name is already there",
            SinkUnderTest("t", {"day"}).Bind(without_time));
  const Schema nested({ListOf("resources", StructOf("item", {{"arn", Type::Text}})), {"text", Type::Text}});
  EXPECT_EQ("", SinkUnderTest("t", {}).Bind(nested));
  EXPECT_EQ("partition_by: `resources` is of type list of struct of (arn: text), which can't name folders; text, integers and booleans can",
            SinkUnderTest("t", {"resources"}).Bind(nested));
  EXPECT_EQ("partition_by: no column is left for the files", SinkUnderTest("t", {"region"}).Bind(Schema({{"region", Type::Text}})));
}

TEST(ParquetSink, RefusesATypeItCannotWrite) {
  Schema in(kFields);
  const_cast<ArrowSchema*>(in.get())->children[2]->format = "tsn:";
  EXPECT_EQ("path: column `ratio` is of type Arrow \"tsn:\", which can't be written to Parquet", SinkUnderTest("t", {}).Bind(in));
}

TEST(ParquetSink, AnEpochBecomesVisibleAtItsCommit) {
  const TempFolder folder;
  SinkUnderTest sink(folder.path() + "/table", {"region", "year", "hour"});
  const Schema in(kFields);
  ASSERT_EQ("", sink.Bind(in));
  weir_error error{};
  void* lane = nullptr;
  ASSERT_EQ(WEIR_OK, sink.table().open(sink.self(), 1, &lane, &error)) << error.message;
  ASSERT_EQ(WEIR_OK, sink.ops().begin(lane, 5, &error));
  // Large enough for the columns to be written at the same time.
  constexpr int64_t kRows = 100000;
  ValuesBuilder<int64_t> times(kRows);
  ValuesBuilder<double> ratios(kRows);
  for (int64_t i = 0; i < kRows; ++i) {
    times.Set(i, 1717200000000000 + i * 1000);
    ratios.Set(i, static_cast<double>(i % 100));
  }
  weir_batch batch{};
  batch.size = sizeof batch;
  const Schema narrowed({kFields[0], kFields[1], kFields[2]});
  batch.schema = narrowed.get();
  batch.array = MakeBatch(kRows, {times.Finish(), ConstantText(kRows, "eu/1"), ratios.Finish()});
  ASSERT_EQ(WEIR_OK, sink.ops().write(lane, &batch, &error)) << error.message;
  EXPECT_EQ(nullptr, batch.array.release);
  EXPECT_EQ(static_cast<uint64_t>(kRows), sink.host.written);
  ASSERT_EQ(WEIR_OK, sink.ops().cut(lane, &error)) << error.message;

  struct Receipts : weir_writer {
    std::vector<std::string> all;
  } receipts;
  receipts.put = [](weir_writer* self, const void* data, size_t length) {
    static_cast<Receipts*>(self)->all.emplace_back(static_cast<const char*>(data), length);
  };
  ASSERT_EQ(WEIR_OK, sink.ops().prepare(lane, &receipts, &error)) << error.message;
  sink.table().close(lane);
  EXPECT_TRUE(FilesBelow(folder.path()).empty());
  ASSERT_EQ(1u, receipts.all.size());
  for (int again = 0; again < 2; ++again) ASSERT_EQ(WEIR_OK, sink.ops().commit(sink.self(), Str(receipts.all[0]), &error)) << error.message;
  EXPECT_EQ(std::vector<std::string>{"table/region=eu%2F1/year=2024/hour=00/part-01234567-5-1-0.parquet"}, FilesBelow(folder.path()));
  EXPECT_EQ(WEIR_OK, sink.ops().sweep(sink.self(), sink.host.state_id, nullptr, 0, &error)) << error.message;
}

}  // namespace
}  // namespace weir::parquet
