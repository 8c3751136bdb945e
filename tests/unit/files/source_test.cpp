// The source as the runner sees it: through its table.
#include <gtest/gtest.h>

#include "store/as_nobody.hpp"
#include "store/temp_folder.hpp"
#include "text/test_host.hpp"
#include "weir/schema.hpp"

namespace weir::files {
namespace {

struct FilesSource {
  explicit FilesSource(std::string_view path, const char* on_error = "continue") {
    status = CreateWith(component, host, {{"path", std::string(path)}, {"on_error", on_error}}, &self);
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
    if (reader != nullptr) ops().close(reader);
    return code;
  }

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
  ASSERT_TRUE(source.status.option());
  EXPECT_STREQ("path", source.component.options[*source.status.option()].name);
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
  EXPECT_EQ(folder / "eu/2024/02/a.log 5 1706745600000000000 1eu 0", told);
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
