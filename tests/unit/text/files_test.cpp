// Which files the sink makes: templates, sizes, compression, formats, and how many are open.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "decompress.hpp"
#include "sink_under_test.hpp"
#include "store/temp_folder.hpp"

namespace weir::text {
namespace {

constexpr int64_t kDay = 86'400'000'000;

// All visible files below the folder, by their path.
std::map<std::string, std::string> FilesOf(const TempFolder& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(folder.path());
    files[name] = folder.Get(name);
  }
  return files;
}

size_t OpenDescriptors() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

Schema Columns() { return Schema({{"message", Type::Utf8}, {"region", Type::Utf8}, {"at", Type::Timestamp, true}}); }

struct Row {
  std::optional<std::string> message, region;
  int64_t at;
};

ArrowArray BatchOf(const std::vector<Row>& rows) {
  const auto n = static_cast<int64_t>(rows.size());
  Utf8Builder messages, regions;
  ValuesBuilder<int64_t> times(n);
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].message ? messages.Append(*rows[i].message) : messages.AppendNull();
    rows[i].region ? regions.Append(*rows[i].region) : regions.AppendNull();
    times.Set(static_cast<int64_t>(i), rows[i].at);
  }
  return MakeBatch(n, {messages.Finish(), regions.Finish(), times.Finish()});
}

TEST(TextFiles, ARowGoesToTheFileOfItsOwnDay) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder / "{region}/{time:%Y/%m/%d}/"}}, Columns());
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{"a", "eu", 0}, {"b", "eu", kDay}, {"c", "us", 0}, {"d", "eu", 1}})));
  sink.CommitAll();
  std::map<std::string, std::string> files;
  for (const auto& [name, content] : FilesOf(folder)) files[name.substr(0, name.rfind('/'))] += content;
  const std::map<std::string, std::string> expected{
      {"eu/1970/01/01",
       "{\"message\":\"a\",\"region\":\"eu\",\"at\":\"1970-01-01T00:00:00.000000Z\"}\n"
       "{\"message\":\"d\",\"region\":\"eu\",\"at\":\"1970-01-01T00:00:00.000001Z\"}\n"},
      {"eu/1970/01/02", "{\"message\":\"b\",\"region\":\"eu\",\"at\":\"1970-01-02T00:00:00.000000Z\"}\n"},
      {"us/1970/01/01", "{\"message\":\"c\",\"region\":\"us\",\"at\":\"1970-01-01T00:00:00.000000Z\"}\n"},
  };
  EXPECT_EQ(expected, files);
  EXPECT_EQ(4u, sink.host.written);
}

TEST(TextFiles, ATemplateThatNamesFilesKeepsItsSuffix) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder / "{region}/{time:%Y-%m-%d}.log"}, {"format", "column"}}, Columns());
  sink.Begin(2);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{"a", "eu", 0}})));
  sink.CommitAll();
  const std::map<std::string, std::string> expected{{"eu/1970-01-01-node-01234567-2-3-0.log", "a\n"}};
  EXPECT_EQ(expected, FilesOf(folder));
}

TEST(TextFiles, HostileValuesAreFilesBelowTheRoot) {
  const TempFolder folder;
  const std::string values[] = {"../..",
                                "..",
                                ".",
                                "",
                                "/",
                                "/etc/passwd",
                                std::string("a\0b", 3),
                                "\xff\xfe",
                                ".weir",
                                std::string(5000, 'x'),
                                std::string(5000, '/'),
                                "a\nb"};
  for (const char* path : {"in/{region}/", "in/{region}.log", "in/{region}/{region}/x{region}.log"}) {
    SinkUnderTest sink("text", {{"path", folder / path}, {"format", "column"}}, Columns());
    sink.host.state_id = Str(path[10] == '/' ? "aaaa" : path[11] == '/' ? "bbbb" : "cccc");
    sink.Close();
    ASSERT_EQ(WEIR_OK, sink.component.open(sink.self, 3, &sink.lane, &sink.error));
    sink.Begin(1);
    std::vector<Row> rows;
    for (const std::string& value : values) rows.push_back({"m", value, 0});
    ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf(rows))) << sink.error.message;
    sink.CommitAll();
  }
  const auto files = FilesOf(folder);
  EXPECT_EQ(3 * std::size(values), files.size());
  for (const auto& [name, content] : files) {
    EXPECT_TRUE(name.starts_with("in/")) << name;
    EXPECT_EQ("m\n", content);
  }
}

TEST(TextFiles, SinksOfOneFolderDoNotMeet) {
  const TempFolder folder;
  for (const char* node : {"one", "two", "a/b ..", "a-very-long-name-that-nobody-would-choose-for-a-node-of-a-pipeline"}) {
    SinkUnderTest sink("text", {{"path", folder.path()}}, SmallSchema(), node);
    sink.Begin(1);
    ASSERT_EQ(WEIR_OK, sink.Write({node}));
    sink.CommitAll();
  }
  const auto files = FilesOf(folder);
  EXPECT_EQ(4u, files.size());
  EXPECT_TRUE(files.contains("one-01234567-1-3-0.jsonl"));
  EXPECT_TRUE(files.contains("a%2Fb ..-01234567-1-3-0.jsonl"));
}

TEST(TextFiles, OfAFolderAloneAreWhatDeadLettersAre) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder / "state/dead_letters"}}, SmallSchema(), "dead_letter");
  sink.Begin(4);
  ASSERT_EQ(WEIR_OK, sink.Write({"a"}));
  sink.CommitAll();
  const std::map<std::string, std::string> expected{{"state/dead_letters/dead_letter-01234567-4-3-0.jsonl", "{\"word\":\"a\"}\n"}};
  EXPECT_EQ(expected, FilesOf(folder));
}

TEST(TextFiles, EndWithTheRowThatFillsThem) {
  const TempFolder folder("/dev/shm");
  SinkUnderTest sink("text", {{"path", folder.path()}, {"format", "column"}, {"file_size", "1000"}}, Columns());
  sink.Begin(1);
  std::vector<Row> rows(1000, {std::string(99, 'x'), "eu", 0});  // ten fill a file
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf(rows)));
  rows.resize(5);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf(rows)));
  sink.CommitAll();
  const auto files = FilesOf(folder);
  EXPECT_EQ(101u, files.size());
  for (const auto& [name, content] : files) EXPECT_EQ(name == "node-01234567-1-3-100.txt" ? 500u : 1000u, content.size()) << name;
}

TEST(TextFiles, ARowLargerThanAFileIsOneAlone) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}, {"format", "column"}, {"file_size", "1024"}}, Columns());
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{std::string(5'000'000, 'x'), "", 0}, {"b", "", 0}})));
  sink.CommitAll();
  EXPECT_EQ(5'000'001u, folder.Get("node-01234567-1-3-0.txt").size());
  EXPECT_EQ("b\n", folder.Get("node-01234567-1-3-1.txt"));
}

TEST(TextFiles, AreCompressedAndWhole) {
  std::mt19937 random(5);
  std::vector<Row> rows;
  std::string expected;
  for (int i = 0; i < 60'000; ++i) {
    rows.push_back({"GET /" + std::to_string(random()) + std::string(i % 50, 'a'), "eu", 0});
    expected += *rows.back().message + '\n';
  }
  struct {
    const char *compression, *level, *ending;
    std::string (*read)(std::string_view);
  } const cases[] = {{"gzip", "2", ".txt.gz", Gunzip}, {"gzip", "6", ".txt.gz", Gunzip}, {"zstd", "3", ".txt.zst", Unzstd}};
  for (const auto& one : cases) {
    const TempFolder folder;
    SinkUnderTest sink("text",
                       {{"path", folder.path()},
                        {"format", "column"},
                        {"compression", one.compression},
                        {"compression_level", one.level},
                        {"file_size", "65536"}},
                       Columns());
    sink.Begin(1);
    for (size_t from = 0; from < rows.size(); from += 3000)
      ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({rows.begin() + static_cast<long>(from),
                                                  rows.begin() + static_cast<long>(std::min(from + 3000, rows.size()))})));
    sink.CommitAll();
    const size_t files = FilesOf(folder).size();
    EXPECT_LT(2u, files);
    std::string text;
    for (size_t n = 0; n < files; ++n) {
      const std::string file = folder.Get("node-01234567-1-3-" + std::to_string(n) + one.ending);
      const std::string part = one.read(file);
      EXPECT_TRUE(part.ends_with('\n'));
      EXPECT_LE(n + 1 < files ? 65536u : 0u, file.size());
      EXPECT_GT(300'000u, file.size());
      text += part;
    }
    EXPECT_TRUE(expected == text) << one.compression;
  }
}

TEST(TextFiles, TellHowTheyAreCompressed) {
  const TempFolder folder;
  for (const auto& [path, name] : std::map<std::string, std::string>{{"a/{region}.log", "a/eu-node-01234567-1-3-0.log.gz"},
                                                                     {"b/{region}.log.gz", "b/eu-node-01234567-1-3-0.log.gz"},
                                                                     {"c", "c/node-01234567-1-3-0.jsonl.gz"}}) {
    SinkUnderTest sink("text", {{"path", folder / path}, {"compression", "gzip"}}, Columns());
    sink.Begin(1);
    ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{"a", "eu", 0}})));
    sink.CommitAll();
    EXPECT_TRUE(folder.Has(name)) << name;
  }
}

TEST(TextFiles, OfOneColumnHoldItsTextAsItIs) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}, {"format", "column"}}, Columns());
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{"say \"hi\"\t\xff", "", 0}, {"", "", 0}, {"one\ntwo", "", 0}})));
  sink.CommitAll();
  EXPECT_EQ("say \"hi\"\t\xff\n\none\ntwo\n", folder.Get("node-01234567-1-3-0.txt"));
}

TEST(TextFiles, OfOneColumnRejectRowsWithoutIt) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder / "{region}/"}, {"format", "column"}}, Columns());
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf({{"a", "eu", 0}, {std::nullopt, "eu", 0}, {std::nullopt, "us", 0}, {"b", "eu", 0}})));
  sink.CommitAll();
  const std::map<std::string, std::string> expected{{"eu/node-01234567-1-3-0.txt", "a\nb\n"}};
  EXPECT_EQ(expected, FilesOf(folder));
  EXPECT_EQ((std::vector<int64_t>{1, 2}), sink.host.rejected);
  EXPECT_EQ(std::vector<std::string>{"`message` is null: there is nothing to write"}, sink.host.reasons);
  EXPECT_EQ(2u, sink.host.written);
}

// Far more paths than may be open, in turn, with less memory than they want: nothing is lost, and what is open stays bounded.
TEST(TextFiles, AThousandPathsStayWithinTheirShare) {
  for (const char* compression : {"none", "gzip"}) {
    const TempFolder folder("/dev/shm");  // a disk would sync thousands of times
    SinkUnderTest sink("text", {{"path", folder / "{region}/"}, {"format", "column"}, {"compression", compression}}, Columns());
    sink.host.memory = 64 << 20;
    sink.Close();
    ASSERT_EQ(WEIR_OK, sink.component.open(sink.self, 3, &sink.lane, &sink.error));
    const size_t before = OpenDescriptors();
    size_t most = 0;
    sink.Begin(1);
    std::map<std::string, std::string> expected;
    std::mt19937 random(9);
    for (int batch = 0; batch < 40; ++batch) {
      std::vector<Row> rows;
      for (int i = 0; i < 1000; ++i) {
        rows.push_back({std::to_string(batch) + ' ' + std::string(random() % 4000, 'x'), std::to_string(i), 0});
        expected[*rows.back().region] += *rows.back().message + '\n';
      }
      ASSERT_EQ(WEIR_OK, sink.WriteBatch(BatchOf(rows))) << sink.error.message;
      most = std::max(most, OpenDescriptors());
    }
    EXPECT_LE(most, before + 2 * 128);
    EXPECT_GT(most, before);
    sink.CommitAll();
    EXPECT_EQ(before, OpenDescriptors());
    std::map<std::string, std::map<int, std::string>> parts;
    size_t count = 0;
    for (const auto& [name, content] : FilesOf(folder)) {
      const std::string text = std::string_view(compression) == "gzip" ? Gunzip(content) : content;
      parts[name.substr(0, name.find('/'))][std::stoi(name.substr(name.rfind('-') + 1))] = text;
      ++count;
    }
    EXPECT_EQ(1000u, parts.size());
    EXPECT_GT(4000u, count) << "files should not be crumbs";
    for (const auto& [region, pieces] : parts) {
      std::string text;
      for (const auto& [n, piece] : pieces) text += piece;
      ASSERT_TRUE(expected[region] == text) << region;
    }
  }
}

TEST(TextFiles, OptionsThatContradictAreRefused) {
  const std::vector<OptionText> cases[] = {
      {{"path", "out"}, {"column", "message"}},
      {{"path", "out"}, {"compression_level", "3"}},
      {{"path", "out"}, {"compression", "gzip"}, {"compression_level", "10"}},
      {{"path", "out/{region}.log.gz"}},
      {{"path", "out/{region}.zst"}, {"compression", "gzip"}},
      {{"path", "out"}, {"format", "column"}, {"origin", "true"}},
      {{"path", "{region}"}},
  };
  for (const auto& options : cases) {
    const SinkUnderTest sink("text", options, Columns());
    EXPECT_EQ(WEIR_E_CONFIG, sink.created.code()) << options.back().name;
    EXPECT_TRUE(sink.created.option().has_value());
  }
}

TEST(TextFiles, ColumnsThatCanNotBeAreNamed) {
  const std::pair<std::vector<OptionText>, const char*> cases[] = {
      {{{"path", "out/{nothing}/"}}, "there is no column `nothing`"},
      {{{"path", "out/{at}/"}}, "`at` is a time: write it as `{time:%Y/%m/%d}` and name it with `time`"},
      {{{"path", "out/{time:%F}/"}, {"time", "message"}}, "the time column `message` is of type text (utf8), not timestamp"},
      {{{"path", "out/{time:%F}/"}, {"time", "when"}}, "there is no column `when`"},
      {{{"path", "out"}, {"format", "column"}, {"column", "at"}}, "`at` is of type timestamp, which is no text"},
      {{{"path", "out"}, {"format", "column"}, {"column", "line"}}, "there is no column `line`"},
  };
  for (const auto& [options, message] : cases) {
    const SinkUnderTest sink("text", options, Columns());
    EXPECT_EQ(WEIR_E_CONFIG, sink.bound);
    EXPECT_STREQ(message, sink.error.message);
  }
}

TEST(TextFiles, AskForTheColumnsTheyAreMadeOf) {
  SinkUnderTest sink("text", {{"path", "out/{time:%F}/"}, {"format", "column"}}, Columns());
  uint8_t needed[] = {1, 1, 1};
  sink.component.narrow(sink.self, nullptr, needed);
  EXPECT_EQ((std::vector<uint8_t>{1, 0, 1}), (std::vector<uint8_t>{needed[0], needed[1], needed[2]}));
}

}  // namespace
}  // namespace weir::text
