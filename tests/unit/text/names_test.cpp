// The sink with names of its own: what its files are called, when one ends and the next begins, and which files it knows.
#include <map>

#include "decompress.hpp"
#include "sink_under_test.hpp"
#include "store/temp_folder.hpp"
#include "text/lane.hpp"

namespace weir::text {
namespace {

const OptionText kReplacing{"name", "{random}_{sequence}.log"};

// Visible files by what comes behind their first 17 characters, the random digits, in order; folders are left out.
std::map<std::string, std::string> BySequence(const TempFolder& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_TRUE(
        files.emplace(entry.path().filename().string().substr(17), folder.Get(entry.path().lexically_relative(folder.path()).string()))
            .second);
  }
  return files;
}

// What a callback of the sink puts.
struct Words : weir_writer {
  Words() : weir_writer{} {
    put = [](weir_writer* self, const void* data, size_t len) {
      static_cast<Words*>(self)->text.append(static_cast<const char*>(data), len);
    };
  }
  std::string text;
};

std::string Foreign(SinkUnderTest& sink, std::string_view state_id, uint64_t epoch) {
  Words words;
  sink.ops().foreign(sink.self, Str(state_id), epoch, &words);
  return words.text;
}

TEST(TextNames, AreMadeByTheTemplate) {
  struct {
    const char *name, *format, *compression, *ending;
  } const cases[] = {
      {"{random}_{sequence}.log", "json", "none", ".log"},       {"{random}_{sequence}", "json", "none", ".jsonl"},
      {"{random}_{sequence}", "column", "none", ".txt"},         {"{random}_{sequence}.log", "json", "gzip", ".log.gz"},
      {"{random}_{sequence}.log.gz", "json", "gzip", ".log.gz"}, {"{random}_{sequence}", "json", "zstd", ".jsonl.zst"},
  };
  for (const auto& one : cases) {
    const TempFolder folder;
    const bool is_json = std::string_view(one.format) == "json";
    std::vector<OptionText> options{
        {"path", folder / "a/{word}/"}, {"name", one.name}, {"format", one.format}, {"compression", one.compression}};
    if (!is_json) options.push_back({"column", "word"});
    SinkUnderTest sink("text", options);
    ASSERT_TRUE(sink.created.ok()) << sink.created.message();
    sink.Begin(2);
    ASSERT_EQ(WEIR_OK, sink.Write({"x"})) << sink.error.message;
    sink.CommitAll();
    const auto files = BySequence(folder);
    ASSERT_EQ(1u, files.size());
    const auto& [name, content] = *files.begin();
    EXPECT_EQ(std::string("0000000002-0003-00000000") + one.ending, name);
    const std::string_view compression = one.compression;
    EXPECT_EQ(is_json ? "{\"word\":\"x\"}\n" : "x\n", compression == "gzip"   ? Gunzip(content)
                                                      : compression == "zstd" ? Unzstd(content)
                                                                              : content);
  }
}

TEST(TextNames, AreRefusedWhereThePathNamesTheFilesOrTheyAreNoNames) {
  const std::vector<OptionText> cases[] = {
      {{"path", "out/{word}.log"}, kReplacing},
      {{"path", "out"}, {"name", "{sequence}"}},
      {{"path", "out"}, {"name", ""}},
      {{"path", "out"}, {"name", "{random}_{sequence}_{word}"}},
  };
  for (const auto& options : cases) {
    const SinkUnderTest sink("text", options);
    EXPECT_EQ(WEIR_E_CONFIG, sink.created.code()) << options.back().text;
    EXPECT_EQ(std::string_view("name"), sink.component.options[sink.created.option().value_or(0)].name);
  }
  const SinkUnderTest sink("text", {{"path", "out"}, {"name", "{random}_{sequence}.log.gz"}});
  EXPECT_EQ("`name` calls the files \".log.gz\", which they would not be; set `compression`", sink.created.message());
}

// An epoch that was abandoned and is written again, in another process or not, gives the names it gave.
TEST(TextNames, OfAnEpochAreTheSameEachTime) {
  std::map<std::string, std::string> first;
  for (int time = 0; time < 2; ++time) {
    const TempFolder folder;
    SinkUnderTest sink("text", {{"path", folder.path()}, kReplacing, {"file_rows", "1"}});
    sink.Begin(5);
    ASSERT_EQ(WEIR_OK, sink.Write({"a", "b"}));
    sink.CommitAll();
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      files[entry.path().filename()] = folder.Get(entry.path().filename().string());
    EXPECT_EQ(2u, files.size());
    if (time == 0) first = files;
    EXPECT_EQ(first, files);
  }
}

TEST(TextNames, OfSinksThatShareAFolderAreNotTheSame) {
  const TempFolder folder;
  for (const char* node : {"one", "two"})
    for (const char* state : {"aaaaaaaa-1", "aaaaaaaa-2", "bbbbbbbb-1"}) {
      SinkUnderTest sink("text", {{"path", folder.path()}, kReplacing}, SmallSchema(), node);
      sink.host.state_id = Str(state);
      sink.Close();
      ASSERT_EQ(WEIR_OK, sink.component.open(sink.self, 3, &sink.lane, &sink.error));
      sink.Begin(1);
      ASSERT_EQ(WEIR_OK, sink.Write({"a"}));
      sink.CommitAll();
    }
  EXPECT_EQ(6, std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

TEST(TextNames, TellWhichFilesAStateDoesNotKnow) {
  for (const char* name : {"{random}_{sequence}.log", "{node}.{state}.{sequence}", "{node}-{state}-{epoch}-{lane}-{n}"}) {
    const TempFolder folder;
    SinkUnderTest sink("text", {{"path", folder / "{word}/"}, {"name", name}});
    folder.Put("x/5c99_12.log", "another tool's");
    folder.Put("x/notes.log", "");
    for (const uint64_t epoch : {3, 4}) {
      sink.Begin(epoch);
      ASSERT_EQ(WEIR_OK, sink.Write({"x"}));
      sink.CommitAll();
    }
    const std::string state(View(sink.host.state_id)), other = "deadbeef-0000";
    EXPECT_EQ("", Foreign(sink, state, 0)) << name;
    EXPECT_EQ("", Foreign(sink, state, 4)) << name;
    EXPECT_NE("", Foreign(sink, state, 3)) << name << ": an older copy of the state";
    EXPECT_NE("", Foreign(sink, other, 0)) << name << ": a new state";
    EXPECT_EQ("", Foreign(sink, other, 2)) << name;
  }
}

TEST(TextNames, AreTakenBackAndDescribed) {
  const TempFolder folder;
  SinkUnderTest sink("text", {{"path", folder.path()}, kReplacing});
  sink.Begin(1);
  ASSERT_EQ(WEIR_OK, sink.Write({"a"}));
  const std::string receipt = sink.Prepare().at(0);
  ASSERT_EQ(WEIR_OK, sink.Commit(receipt));
  const std::string made = std::filesystem::directory_iterator(folder.path())->path();
  Words words;
  sink.ops().describe(sink.self, Str(receipt), &words);
  EXPECT_EQ(made, words.text);
  ASSERT_EQ(WEIR_OK, sink.ops().retract(sink.self, Str(receipt), &sink.error));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TextNames, FilesEndWithTheirLastRow) {
  for (const char* compression : {"none", "zstd"}) {
    const TempFolder folder("/dev/shm");
    SinkUnderTest sink(
        "text",
        {{"path", folder.path()}, kReplacing, {"file_rows", "3"}, {"compression", compression}, {"format", "column"}, {"column", "word"}});
    sink.Begin(1);
    ASSERT_EQ(WEIR_OK, sink.Write({"a", "b", "c", "d", "e", "f", "g"}));
    ASSERT_EQ(WEIR_OK, sink.Write({"h"}));
    ASSERT_EQ(WEIR_OK, sink.Write({"i", "j", "k", "l", "m", "n", "o", "p", "q"}));  // more files than may be open
    sink.CommitAll();
    std::vector<std::string> texts;
    for (const auto& [name, content] : BySequence(folder))
      texts.push_back(std::string_view(compression) == "zstd" ? Unzstd(content) : content);
    EXPECT_EQ((std::vector<std::string>{"a\nb\nc\n", "d\ne\nf\n", "g\nh\ni\n", "j\nk\nl\n", "m\nn\no\n", "p\nq\n"}), texts);
  }
}

// A lane with a clock of the test's own.
TEST(TextNames, FilesEndWhenARowComesForAnOldOne) {
  const TempFolder folder;
  TestHost host;
  Layout layout;
  layout.path = *PathTemplate::Parse(folder / "{word}/");
  layout.name = *NameTemplate::Parse(kReplacing.text);
  layout.suffix = ".log";
  layout.file_age = std::chrono::minutes(5);
  OpenFile::Time now{std::chrono::hours(1)};
  TextLane lane(layout, FileNames(layout.name, {"node", "0123456789abcdef"}, 0, ".log"), {1 << 20, 8}, {}, [&] { return now; });
  lane.host = LaneHost(&host, nullptr);
  const Schema schema = SmallSchema();
  const auto write = [&](const char* word) {
    weir_batch batch{};
    batch.size = sizeof batch;
    batch.schema = schema.get();
    batch.array = SmallBatch({word});
    ASSERT_TRUE(lane.write(batch).ok());
    batch.array.release(&batch.array);
  };
  ASSERT_TRUE(lane.begin(1).ok());
  for (const char* word : {"a", "b", "a"}) write(word);
  now += std::chrono::minutes(4);
  write("a");
  now += std::chrono::minutes(1);
  for (const char* word : {"a", "a"}) write(word);
  now += std::chrono::minutes(5);
  for (const char* word : {"a", "b"}) write(word);
  ASSERT_TRUE(lane.cut().ok());
  std::vector<std::string> receipts;
  ASSERT_TRUE(lane.prepare([&](std::string_view receipt) { receipts.emplace_back(receipt); }).ok());
  for (const std::string& receipt : receipts) ASSERT_TRUE(store::Commit(receipt).ok());
  std::map<char, std::vector<int64_t>> rows;
  for (const auto& [name, content] : BySequence(folder)) rows[content.at(9)].push_back(std::ranges::count(content, '\n'));
  const std::map<char, std::vector<int64_t>> expected{{'a', {3, 2, 1}}, {'b', {1, 1}}};
  EXPECT_EQ(expected, rows);
}

}  // namespace
}  // namespace weir::text
