// The source as the runner sees it: through its table.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "text/test_host.hpp"
#include "weir/array.hpp"
#include "weir/columns.hpp"
#include "weir/schema.hpp"

namespace weir::generate {
namespace {

// What was taken of one object.
struct Taken : weir_output {
  explicit Taken(uint32_t rows = 65536) : weir_output{sizeof(weir_output), rows, 8 << 20, Take} {}
  static weir_code Take(weir_output* self, weir_batch* batch) {
    auto& taken = *static_cast<Taken*>(self);
    const Array array(&batch->array);
    const ArrowArray& columns = *array.get();
    const TextViews lines(*columns.children[0]);
    for (int64_t row = 0; row < lines.rows(); ++row) taken.lines.emplace_back(lines[row]);
    for (int64_t c = 1; c < columns.n_children; ++c) {
      const DictionaryTexts names(*columns.children[c]);
      for (int64_t row = 0; row < names.rows(); ++row) taken.names[c].insert(std::string(names[row]));
    }
    taken.positions.emplace_back(View(batch->position));
    taken.ends.push_back(taken.lines.size());
    return WEIR_OK;
  }
  std::vector<std::string> lines, positions;
  std::vector<size_t> ends;                        // how many lines there were at each position
  std::map<int64_t, std::set<std::string>> names;  // the values of the other columns
};

struct GenerateSource {
  explicit GenerateSource(std::initializer_list<OptionText> options = {}) {
    std::vector<OptionText> given{{"format", "alb"}, {"bytes", "3000000"}, {"files", "7"}};
    for (const OptionText& option : options) {
      std::erase_if(given, [&](const OptionText& one) { return one.name == option.name; });
      given.push_back(option);
    }
    status = CreateWith(component, host, given, &self);
    EXPECT_TRUE(status.ok()) << status.message();
    ArrowSchema out{};
    EXPECT_EQ(WEIR_OK, component.bind(self, nullptr, &out, nullptr, &error));
    schema = Schema(&out);
  }
  ~GenerateSource() { component.destroy(self); }
  const weir_source& ops() const { return *static_cast<const weir_source*>(component.ops); }

  std::vector<std::string> Discover() {
    std::vector<std::string> ids;
    const auto found = [](void* ids, const weir_split* split) -> weir_code {
      static_cast<std::vector<std::string>*>(ids)->emplace_back(View(split->id));
      return WEIR_OK;
    };
    EXPECT_EQ(WEIR_OK, ops().discover(self, found, &ids, &error)) << error.message;
    return ids;
  }
  weir_code Open(const std::string& id, std::string_view position, void** reader) {
    weir_split split{};
    split.size = sizeof split;
    split.id = Str(id);
    return ops().open(self, &split, Str(position), reader, &error);
  }
  Taken Read(const std::string& id, std::string_view position = {}, uint32_t max_rows = 65536) {
    Taken taken(max_rows);
    void* reader = nullptr;
    EXPECT_EQ(WEIR_OK, Open(id, position, &reader)) << error.message;
    weir_code code;
    do code = ops().poll(reader, &taken, &error);
    while (code == WEIR_OK);
    EXPECT_EQ(WEIR_DONE, code);
    ops().close(reader);
    return taken;
  }
  std::map<std::string, std::vector<std::string>> ReadAll() {
    std::map<std::string, std::vector<std::string>> all;
    for (const std::string& id : Discover()) all[id] = Read(id).lines;
    return all;
  }

  TestHost host;
  const weir_component& component = ComponentOf(*weir_plugin_v1(), "generate");
  void* self = nullptr;
  Status status;
  Schema schema;
  weir_error error{sizeof(weir_error)};
};

size_t BytesOf(const std::vector<std::string>& lines) {
  size_t bytes = 0;
  for (const std::string& line : lines) bytes += line.size() + 1;
  return bytes;
}

TEST(Generate, GivesTheSameLinesForTheSameSeed) {
  const auto lines = GenerateSource().ReadAll();
  EXPECT_EQ(7u, lines.size());
  EXPECT_EQ(lines, GenerateSource().ReadAll());
  EXPECT_NE(lines, GenerateSource({{"seed", "2"}}).ReadAll());
}

TEST(Generate, GivesTheSameLinesInAnyOrderAndFromSeveralThreads) {
  const auto expected = GenerateSource().ReadAll();
  GenerateSource source;
  const std::vector<std::string> ids = source.Discover();
  std::vector<std::vector<std::string>> read(ids.size());
  const auto lane = [&](size_t first) {
    for (size_t i = 0; i < ids.size(); ++i)
      if (i % 2 == first) read[i] = source.Read(ids[i], {}, 100 + static_cast<uint32_t>(first)).lines;
  };
  std::thread odd(lane, 1);
  lane(0);
  odd.join();
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(expected.at(ids[i]), read[i]) << ids[i];
}

TEST(Generate, GoesOnAtAnyPosition) {
  GenerateSource source({{"bytes", "60000000"}});
  const Taken whole = source.Read("3", {}, 900);
  ASSERT_GT(whole.lines.size(), 5000u) << "more than share their connections";
  for (size_t i = 0; i < whole.positions.size(); ++i) {
    const std::vector<std::string> rest(whole.lines.begin() + static_cast<std::ptrdiff_t>(whole.ends[i]), whole.lines.end());
    EXPECT_EQ(rest, GenerateSource({{"bytes", "60000000"}}).Read("3", whole.positions[i]).lines);
  }
}

TEST(Generate, GoesOnAtAnyPositionInEveryFormat) {
  for (const char* format : {"alb", "elb", "s3_access", "vpc_flow", "cloudfront", "cloudtrail"}) {
    SCOPED_TRACE(format);
    const Taken whole = GenerateSource({{"format", format}}).Read("3", {}, 40);
    ASSERT_GT(whole.positions.size(), 3u);
    for (const size_t i : {size_t{0}, size_t{1}, whole.positions.size() - 2}) {
      const std::vector<std::string> rest(whole.lines.begin() + static_cast<std::ptrdiff_t>(whole.ends[i]), whole.lines.end());
      EXPECT_EQ(rest, GenerateSource({{"format", format}}).Read("3", whole.positions[i]).lines);
    }
  }
}

TEST(Generate, EndsWithTheLineThatReachesItsBytes) {
  size_t bytes = 0;
  size_t longest = 0;
  for (const auto& [id, lines] : GenerateSource().ReadAll()) {
    bytes += BytesOf(lines);
    for (const std::string& line : lines) longest = std::max(longest, line.size() + 1);
  }
  EXPECT_GE(bytes, 3'000'000u - 7);  // each share is rounded down
  EXPECT_LT(bytes, 3'000'000u + 7 * longest);
}

TEST(Generate, MakesAnObjectForEach25MegabytesIfNobodySaysOtherwise) {
  EXPECT_EQ(40u, GenerateSource({{"files", "0"}, {"bytes", "1000000000"}}).Discover().size());
  EXPECT_EQ(1u, GenerateSource({{"files", "0"}, {"bytes", "1"}}).Discover().size());
}

TEST(Generate, GivesAnObjectALineAtLeast) {
  for (const auto& [id, lines] : GenerateSource({{"bytes", "1"}}).ReadAll()) EXPECT_EQ(1u, lines.size()) << id;
}

TEST(Generate, IsAboutAllItsOptions) {
  const GenerateSource source;
  for (size_t i = 0; i < source.component.n_options; ++i) EXPECT_TRUE(source.component.options[i].flags & WEIR_IDENTITY) << i;
}

TEST(Generate, LeavesOutWhatNobodyReads) {
  GenerateSource source;
  std::vector<uint8_t> wanted(static_cast<size_t>(source.schema.get()->n_children), 0);
  wanted[0] = wanted[2] = 1;
  source.component.narrow(source.self, wanted.data(), nullptr);
  const Taken taken = source.Read("0");
  ASSERT_EQ(1u, taken.names.size());
  EXPECT_EQ(std::set<std::string>{"us-east-1"}, taken.names.at(1));
}

TEST(Generate, RefusesABookmarkThatIsNone) {
  GenerateSource source;
  void* reader = nullptr;
  EXPECT_EQ(WEIR_E_FATAL, source.Open("0", "17", &reader));
  EXPECT_EQ(WEIR_E_FATAL, source.Open("7", "", &reader));
}

// ---- alb ----

std::string FieldOf(const std::string& line, size_t number) {
  size_t at = 0;
  for (; number > 0; --number) at = line.find(' ', at) + 1;
  return line.substr(at, line.find(' ', at) - at);
}

TEST(GenerateAlb, NamesTheObjectsAsTheyAreDelivered) {
  GenerateSource source;
  std::vector<std::string> columns;
  for (int64_t i = 0; i < source.schema.get()->n_children; ++i) columns.emplace_back(source.schema.get()->children[i]->name);
  EXPECT_EQ((std::vector<std::string>{"line", "account", "region", "yyyy", "mm", "dd", "load_balancer", "end_time", "ip", "random"}),
            columns);
  std::set<std::string> objects;
  for (const std::string& id : source.Discover()) {
    std::string object;
    for (const auto& [column, values] : source.Read(id).names) {
      ASSERT_EQ(1u, values.size()) << column;
      object += *values.begin() + ' ';
    }
    objects.insert(object);
  }
  EXPECT_EQ(7u, objects.size());
  const auto names = source.Read("0").names;
  EXPECT_EQ("2024", *names.at(3).begin());
  EXPECT_EQ("02", *names.at(4).begin());
  EXPECT_EQ("29", *names.at(5).begin()) << "the window that ends at midnight lies in the next day";
  EXPECT_EQ("20240229T0000Z", *names.at(7).begin());
}

TEST(GenerateAlb, GivesEveryLineATraceIdOfItsOwn) {
  std::set<std::string> ids;
  size_t count = 0;
  for (const auto& [id, lines] : GenerateSource().ReadAll())
    for (const std::string& line : lines) {
      const size_t at = line.find("\"Root=1-");
      ASSERT_NE(std::string::npos, at) << line;
      ids.insert(line.substr(at, 45));
      ++count;
    }
  EXPECT_EQ(count, ids.size());
}

TEST(GenerateAlb, KeepsLinesInTheOrderOfTheirTimes) {
  for (const auto& [id, lines] : GenerateSource().ReadAll()) {
    std::vector<std::string> times;
    for (const std::string& line : lines) times.push_back(FieldOf(line, 1));
    EXPECT_TRUE(std::ranges::is_sorted(times)) << id;
    EXPECT_EQ(27u, times.front().size());
  }
  const auto first = GenerateSource().Read("0").lines;
  EXPECT_EQ("2024-02-28T23:55:00", FieldOf(first.front(), 1).substr(0, 19));
  EXPECT_EQ("2024-02-28T23:59:59", FieldOf(first.back(), 1).substr(0, 19));
}

// ---- cloudtrail ----

TEST(GenerateCloudTrail, MakesEachObjectOneDocumentWithAnEventOnEachLine) {
  std::set<std::string> events;
  size_t count = 0;
  for (const auto& [id, lines] : GenerateSource({{"format", "cloudtrail"}}).ReadAll()) {
    std::string document;
    for (const std::string& line : lines) document += line + '\n';
    const auto read = nlohmann::json::parse(document);
    ASSERT_EQ(lines.size(), read.at("Records").size()) << id;
    for (const auto& event : read["Records"]) {
      events.insert(event.at("eventID").get<std::string>());
      const size_t bytes = event.dump().size();
      EXPECT_TRUE(bytes > 700 && bytes < 2500) << bytes << ' ' << event;
      ++count;
    }
  }
  EXPECT_GT(count, 1000u);
  EXPECT_EQ(count, events.size());
}

TEST(GenerateCloudTrail, MakesADocumentOfASingleEvent) {
  for (const auto& [id, lines] : GenerateSource({{"format", "cloudtrail"}, {"bytes", "1"}}).ReadAll()) {
    ASSERT_EQ(1u, lines.size());
    EXPECT_EQ(1u, nlohmann::json::parse(lines[0]).at("Records").size());
  }
}

}  // namespace
}  // namespace weir::generate
