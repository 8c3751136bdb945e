// The source `files`: local files, whole or from where the last run stopped, as raw bytes.
#include <dirent.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <vector>

#include "files/chunks.hpp"
#include "files/path_pattern.hpp"
#include "files/walk.hpp"
#include "store/os_error.hpp"
#include "weir/component.hpp"

namespace weir::files {

class Files : public Source {
 public:
  static constexpr About about{
      .name = "files",
      .summary = "Local files, plain or compressed.",
      .doc =
          "Reads every file that `path` means, in any number at a time, and remembers how far it is in each. Files that are compressed are "
          "known by their content, not by their name.\n\n"
          "Files are found folder by folder, in the order of their names. Names that begin with a dot are passed over unless the "
          "pattern begins with one too. Links to files are followed, links to folders only where the pattern names them and not "
          "under `**`.",
      .bytes = true,
  };
  static const auto& Options() {
    static const OptionTable<Files> table{
        Option("path", &Files::path)
            .required()
            .identity()
            .doc(
                "Which files: a path with wildcards and captures.\n\n"
                "`*` stands for any characters of a name, `?` for one, `[a-z]` for one of these (`[!a-z]` for any other), `**` between two "
                "slashes for any number of folders. `{name}` takes one or more characters of a name into a column of that name, as few as "
                "fit. `{yyyy}`, `{mm}`, `{dd}` and `{hh}` take digits and date the file. `[{]`, `[*]` and so on are the characters "
                "themselves. Relative paths begin at the working directory.")
            .example("\"logs/{region}/{yyyy}/{mm}/{dd}/*.log.gz\""),
        Option("on_error", &Files::on_error)
            .limits("continue|fail")
            .fallback("\"continue\"")
            .doc("What to do about a file or folder below the pattern's fixed part that is gone, denied or damaged: `continue` reports "
                 "it, reads the others and ends with exit code 3; `fail` ends the run at once.")
            .example("\"fail\""),
    };
    return table;
  }

  std::string path;
  OnError on_error = OnError::Continue;

  Status Create() override {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    if (error) return Status::Config(store::SystemMessage("find", "the working directory", error.value()));
    Result<PathPattern> parsed = PathPattern::Parse(path, here.native());
    if (!parsed.ok()) return Status::Config(parsed.status().message()).AtOption(Options().IndexOf("path"));
    pattern_ = std::move(*parsed);
    return {};
  }

  Result<Schema> bind() override {
    std::vector<Field> fields{{"message", Type::Binary}};
    for (const std::string& column : pattern_->columns()) fields.push_back({column, Type::Dictionary});
    return Schema(fields);
  }

  Status discover(const Found& found) override {
    return Walk(
        *pattern_, on_error, [this] { return host.cancelled(); },
        [&found](const Object& object) {
          std::vector<weir_str> captures;
          for (const std::string& value : object.captured.values) captures.push_back(Str(value));
          weir_split split{};
          split.size = sizeof split;
          split.id = Str(object.path);
          split.version = Str(object.version);
          split.bytes = object.bytes;
          split.oldest_ns = object.captured.start_ns();
          split.captures = captures.data();
          split.n_captures = captures.size();
          return found(split);
        });
  }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    const std::string id(View(split.id));
    return id.ends_with('/') ? TellWhy(id.substr(0, id.size() - 1)) : OpenFile(id, position, on_error);
  }

 private:
  // The split stands for a folder that could not be listed.
  Status TellWhy(const std::string& folder) const {
    DIR* const listed = ::opendir(folder.c_str());
    if (listed == nullptr) return ReadError("list", folder, errno, on_error);
    ::closedir(listed);
    return Status::Split("list " + store::Shown(folder) +
                         ": it could not be read when the run began and can be now; run again for its files");
  }

  std::optional<PathPattern> pattern_;
};

}  // namespace weir::files

WEIR_PLUGIN("files", "0.1.0", weir::files::Files)
