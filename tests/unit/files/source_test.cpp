// The source as the runner sees it: through its table.
#include <gtest/gtest.h>

#include "files/taken.hpp"
#include "store/as_nobody.hpp"
#include "store/temp_folder.hpp"
#include "text/test_host.hpp"
#include "weir/schema.hpp"

namespace weir::files {
namespace {

// The component as the test host can make it, which knows no times: it takes them as the numbers they are.
struct WithTimesAsNumbers : weir_component {
  explicit WithTimesAsNumbers(const weir_component& component)
      : weir_component(component), rows(component.options, component.options + component.n_options) {
    for (weir_option& row : rows)
      if (row.type == WEIR_TIME) row.type = WEIR_INT;
    options = rows.data();
  }
  WithTimesAsNumbers(const WithTimesAsNumbers&) = delete;
  std::vector<weir_option> rows;
};

struct FilesSource {
  explicit FilesSource(std::string_view path, const char* on_error = "continue") : FilesSource(path, {{"on_error", on_error}}) {}
  FilesSource(std::string_view path, std::vector<OptionText> options) {
    options.push_back({"path", std::string(path)});
    status = CreateWith(WithTimesAsNumbers(component), host, options, &self);
    error.size = sizeof error;
  }
  ~FilesSource() {
    if (self != nullptr) component.destroy(self);
  }
  const weir_source& ops() const { return *static_cast<const weir_source*>(component.ops); }
  weir_code Open(const std::string& id, weir_str position = {nullptr, 0}) {
    weir_split split{};
    split.size = sizeof split;
    split.id = Str(id);
    void* reader = nullptr;
    const weir_code code = ops().open(self, &split, position, &reader, &error);
    EXPECT_EQ(code >= 0, reader != nullptr);
    if (reader != nullptr) ops().close(reader);
    return code;
  }

  // The ids found, one a line.
  std::string Discover() {
    std::string ids;
    const auto found = [](void* ids, const weir_split* split) -> weir_code {
      *static_cast<std::string*>(ids) += std::string(View(split->id)) + '\n';
      return WEIR_OK;
    };
    EXPECT_EQ(WEIR_OK, ops().discover(self, found, &ids, &error)) << error.message;
    return ids;
  }
  std::string OptionAtFault() const { return status.option() ? component.options[*status.option()].name : "none"; }

  TestHost host;
  const weir_component& component = ComponentOf(*weir_plugin_v1(), "files");
  void* self = nullptr;
  Status status;
  weir_error error{};
};

TEST(FilesSource, SaysItsColumns) {
  FilesSource source("/logs/{region}/{yyyy}/{app}.log");
  ASSERT_TRUE(source.status.ok()) << source.status.message();
  ArrowSchema columns{};
  ASSERT_EQ(WEIR_OK, source.component.bind(source.self, nullptr, &columns, nullptr, &source.error));
  const Schema schema(&columns);
  ASSERT_EQ(3, schema.get()->n_children);
  EXPECT_STREQ("message", schema.get()->children[0]->name);
  EXPECT_EQ(Type::Binary, TypeOf(*schema.get()->children[0]));
  EXPECT_STREQ("region", schema.get()->children[1]->name);
  EXPECT_STREQ("app", schema.get()->children[2]->name);
  EXPECT_EQ(Type::Dictionary, TypeOf(*schema.get()->children[2]));
  EXPECT_EQ(1u, source.ops().bytes);
}

TEST(FilesSource, PointsAtTheOptionThatIsWrong) {
  const FilesSource source("/logs/{region");
  EXPECT_EQ(WEIR_E_CONFIG, source.status.code());
  EXPECT_EQ("path", source.OptionAtFault());
}

TEST(FilesSource, NeedsADateForAWindow) {
  for (const char* option : {"since", "until"}) {
    const FilesSource source("/logs/{region}/{mm}/{dd}/*", {{option, "5"}});
    EXPECT_EQ(WEIR_E_CONFIG, source.status.code());
    EXPECT_EQ(option, source.OptionAtFault());
    EXPECT_EQ("the path captures no date: put {yyyy} into it where the year stands", source.status.message());
  }
}

TEST(FilesSource, NeedsAWindowThatIsNotEmpty) {
  for (const char* until : {"5", "4"}) {
    const FilesSource source("/logs/{yyyy}/*", {{"since", "5"}, {"until", until}});
    EXPECT_EQ(WEIR_E_CONFIG, source.status.code());
    EXPECT_EQ("until", source.OptionAtFault());
    EXPECT_EQ("there is nothing between `since` and `until`: put `until` after `since`", source.status.message());
  }
  EXPECT_TRUE(FilesSource("/logs/{yyyy}/*", {{"since", "5"}, {"until", "6"}}).status.ok());
}

// A window is no part of what the bookmarks are about, so that a backfill uses the same ones.
TEST(FilesSource, IsAboutItsPathOnly) {
  const FilesSource source("/logs/*");
  for (size_t i = 0; i < source.component.n_options; ++i) {
    const weir_option& option = source.component.options[i];
    EXPECT_EQ(std::string_view("path") == option.name, (option.flags & WEIR_IDENTITY) != 0) << option.name;
  }
}

TEST(FilesSource, FindsTheFilesOfItsWindow) {
  const TempFolder folder;
  for (const char* name : {"2023/a", "2024/a", "2025/a"}) folder.Put(name, "");
  constexpr const char* kIn2024 = "1709164800000000000";
  EXPECT_EQ(folder / "2024/a\n" + folder / "2025/a\n", FilesSource(folder / "{yyyy}/*", {{"since", kIn2024}}).Discover());
  EXPECT_EQ(folder / "2023/a\n" + folder / "2024/a\n", FilesSource(folder / "{yyyy}/*", {{"until", kIn2024}}).Discover());
}

TEST(FilesSource, DoesWithAFileThatBecameAnotherWhatItIsTold) {
  const TempFolder folder;
  folder.Put("f", "another");
  const std::string position = Offset(100);  // more than there is
  EXPECT_EQ(WEIR_E_SPLIT, FilesSource(folder / "*").Open(folder / "f", Str(position)));
  EXPECT_EQ(WEIR_E_SPLIT, FilesSource(folder / "*", {{"on_change", "report"}}).Open(folder / "f", Str(position)));
  EXPECT_EQ(WEIR_RESTARTED, FilesSource(folder / "*", {{"on_change", "reread"}}).Open(folder / "f", Str(position)));
  EXPECT_EQ(WEIR_OK, FilesSource(folder / "*", {{"on_change", "reread"}}).Open(folder / "f"));
  EXPECT_EQ(WEIR_E_FATAL, FilesSource(folder / "*", {{"on_change", "fail"}}).Open(folder / "f", Str(position)));
}

TEST(FilesSource, NamesSplitsWithAllItKnows) {
  const TempFolder folder;
  folder.Put("eu/2024/02/a.log", "12345");
  FilesSource source(folder / "{region}/{yyyy}/{mm}/*.log");
  std::string told;
  const auto found = [](void* told, const weir_split* split) -> weir_code {
    *static_cast<std::string*>(told) += std::string(View(split->id)) + ' ' + std::to_string(split->bytes) + ' ' +
                                        std::to_string(split->oldest_ns) + ' ' + std::to_string(split->n_captures) +
                                        std::string(View(split->captures[0])) + ' ' + std::to_string(split->endless);
    return WEIR_OK;
  };
  ASSERT_EQ(WEIR_OK, source.ops().discover(source.self, found, &told, &source.error)) << source.error.message;
  EXPECT_EQ(folder / "eu/2024/02/a.log 5 1706659200000000000 1eu 0", told);
}

TEST(FilesSource, AnObjectThatIsGoneEndsItsSplitOrTheRun) {
  const TempFolder folder;
  EXPECT_EQ(WEIR_E_SPLIT, FilesSource(folder / "*").Open(folder / "gone"));
  EXPECT_EQ(WEIR_E_FATAL, FilesSource(folder / "*", "fail").Open(folder / "gone"));
}

TEST(FilesSource, TellsWhyAFolderOrFileIsDenied) {
  const TempFolder folder;
  folder.Put("f", "");
  folder.Put("d/f", "");
  for (const char* name : {"f", "d"}) std::filesystem::permissions(folder / name, std::filesystem::perms(0));
  const std::string told = AsNobody([&] {
    FilesSource source(folder / "**");
    std::string told;
    for (const char* name : {"f", "d/"}) told += std::to_string(source.Open(folder / name)) + ' ' + source.error.message + '\n';
    return told + std::to_string(FilesSource(folder / "**", "fail").Open(folder / "d/"));
  });
  EXPECT_EQ("-6 open " + folder / "f: Permission denied; give this user read permission\n-6 list " +
                folder / "d: Permission denied; give this user read permission\n-3",
            told);
  EXPECT_EQ(WEIR_E_SPLIT, FilesSource(folder / "**").Open(folder / "never/"));
}

}  // namespace
}  // namespace weir::files
