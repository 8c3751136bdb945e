// The source `files`: local files and objects of a bucket, whole or from where the last run stopped, as raw bytes.
#include <exception>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/ddl.hpp"
#include "catalog/options.hpp"
#include "files/chunks.hpp"
#include "files/date.hpp"
#include "files/path_pattern.hpp"
#include "files/raw_partitions.hpp"
#include "files/walk.hpp"
#include "store/listing.hpp"
#include "store/os_error.hpp"
#include "store/place.hpp"
#include "store/replace.hpp"
#include "weir/component.hpp"
#include "weir/put.h"

namespace weir::files {

class Files : public Source {
 public:
  static constexpr About about{
      .name = "files",
      .summary = "Files of this machine or of an S3 bucket, plain or compressed.",
      .doc =
          "Reads every file that `path` means, in any number at a time, and remembers how far it is in each. Files that are compressed are "
          "known by their content, not by their name.\n\n"
          "A file that was read and has grown since is read on from where it ended. To tell it from another one under the same name, its "
          "first 4 KiB and the last 4 KiB that were read are compared with what they were; `on_change` says what to do when they differ.\n\n"
          "Files are found folder by folder, in the order of their names. Names that begin with a dot are passed over unless the "
          "pattern begins with one too. Links to files are followed, links to folders only where the pattern names them and not "
          "under `**`.\n\n"
          "A path that begins with `s3://bucket/` means the objects of a bucket in the same words: what stands between two slashes of a "
          "key is a folder. Only prefixes that can hold files of the pattern and of the window are listed. An object is another one when "
          "its ETag or its size differ. See docs/aws.md for credentials, region and endpoint.",
      .bytes = true,
  };
  static const auto& Options() {
    static const OptionTable<Files> table{
        Option("path", &Files::path)
            .required()
            .identity()
            .path()
            .doc(
                "Which files: a path with wildcards and captures, of this machine or from `s3://bucket/` on.\n\n"
                "`*` stands for any characters of a name, `?` for one, `[a-z]` for one of these (`[!a-z]` for any other), `**` between two "
                "slashes for any number of folders. `{name}` takes one or more characters of a name into a column of that name, as few as "
                "fit. `{yyyy}`, `{mm}`, `{dd}` and `{hh}` take digits and date the file, in UTC; digits that are no date "
                "(month 13, 30 February) match nothing. `[{]`, `[*]` and so on are the characters themselves. Relative paths begin at the "
                "working directory.")
            .example("\"logs/{region}/{yyyy}/{mm}/{dd}/*.log.gz\""),
        Option("since", &Files::since)
            .doc(
                "Takes only files of this date or later: those whose hour, day, month or year, as exactly as `path` captures it, ends after "
                "this time.\n\n"
                "It is about the dates of paths, not of rows: a file of a day's first minutes may hold rows of the day before. Folders that "
                "lie outside are not looked into. What was read already is not read again, whatever `since` and `until` say.\n\n"
                "A time may be said in words; without a zone of its own it is in the pipeline's `tz`.")
            .example("\"yesterday at 4:00\""),
        Option("until", &Files::until)
            .doc(
                "Takes only files of a date before this: those whose hour, day, month or year begins before this time. As with `since`, the "
                "dates are those that `path` captures.")
            .example("\"1 day ago\""),
        Option("on_change", &Files::on_change)
            .limits("report|reread|fail")
            .fallback("\"report\"")
            .doc(
                "What to do about a file that became another one since it was read, so that it does not begin any more with what was read "
                "of it: `report` leaves it alone, reads the others and ends with exit code 3; `reread` reads it from its start; `fail` ends "
                "the run at once.\n\n"
                "A file that was read whole is looked at again when its size, its time of change or its inode differ. Rows of its earlier "
                "content stay where they were written.")
            .example("\"reread\""),
        Option("on_error", &Files::on_error)
            .limits("continue|fail")
            .fallback("\"continue\"")
            .doc("What to do about a file or folder below the pattern's fixed part that is gone, denied or damaged: `continue` reports "
                 "it, reads the others and ends with exit code 3; `fail` ends the run at once.")
            .example("\"fail\""),
        Option("catalog", &Files::catalog)
            .doc(
                "Keeps a table over the objects as they are in a catalog, with a partition for each folder that the path captures from: see "
                "docs/catalog.md.")
            .example("{ type = \"glue\", database = \"logs_raw\", table = \"alb\", format = \"alb\" }"),
    };
    return table;
  }

  std::string path;
  std::optional<Instant> since, until;
  OnChange on_change = OnChange::Report;
  OnError on_error = OnError::Continue;
  std::optional<catalog::SourceOptions> catalog;

  Status Create() override {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    if (error) return Status::Config(store::SystemMessage("find", "the working directory", error.value()));
    Result<PathPattern> parsed = PathPattern::Parse(path, here.native());
    if (!parsed.ok()) return Status::Config(parsed.status().message()).AtOption(Options().IndexOf("path"));
    pattern_ = std::move(*parsed);
    if (!pattern_->is_dated())
      for (const auto& [option, is_set] : {std::pair("since", since.has_value()), std::pair("until", until.has_value())})
        if (is_set)
          return Status::Config("the path captures no date: put {yyyy} into it where the year stands").AtOption(Options().IndexOf(option));
    if (since && until && until->ns <= since->ns)
      return Status::Config("there is nothing between `since` and `until`: put `until` after `since`").AtOption(Options().IndexOf("until"));
    window_ = DateWindow(since, until);
    if (!catalog) return {};
    Status status = CreateCatalog();
    return status.ok() ? status : Status::Config(status.message()).AtOption(Options().IndexOf("catalog"));
  }

  Result<Schema> bind() override {
    std::vector<Field> fields{{"message", Type::Binary}};
    for (const std::string& column : pattern_->columns()) fields.push_back({column, Type::Dictionary});
    return Schema(fields);
  }

  Status discover(const Found& found) override {
    // Of a catalog only create and bind may say that it is wrong.
    const auto or_fatal = [](Status status) { return status.code() == WEIR_E_CONFIG ? std::move(status).WithCode(WEIR_E_FATAL) : status; };
    if (catalog_)
      if (Status status = catalog_->Ensure(); !status.ok()) return or_fatal(std::move(status));
    std::set<catalog::Partition> partitions;
    Status status = Walk(*pattern_, window_, on_error, store::Context::Of(host), [&](const Object& object) {
      if (catalog_ && !object.path.ends_with('/')) partitions.insert(raw_partitions_->Of(object.path, object.captured));
      std::vector<weir_str> captures;
      for (const std::string& value : object.captured.values) captures.push_back(Str(value));
      weir_split split{};
      split.size = sizeof split;
      split.id = Str(object.path);
      split.version = Str(object.version);
      split.bytes = object.bytes;
      split.oldest_ns = OldestRow(object.captured.date);
      split.remote = store::IsInBucket(object.path) ? 1 : 0;
      split.captures = captures.data();
      split.n_captures = captures.size();
      return found(split);
    });
    // All that are there, whether they were read before or not, so that one that is missing comes with the next run.
    return status.ok() && catalog_ ? or_fatal(catalog_->Register(partitions, true)) : status;
  }

  std::string ddl() override { return catalog_table_ ? catalog::Ddl(*catalog_table_) : ""; }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    const std::string id(View(split.id));
    if (id.ends_with('/')) return TellWhy(id.substr(0, id.size() - 1));
    return OpenFile(id, split.bytes, position, on_error, on_change, store::Context::Of(host));
  }

 private:
  Status CreateCatalog() {
    if (!store::IsInBucket(path)) return Status::Config("a catalog needs objects that its readers can reach: read from an s3:// path");
    if (Status status = catalog->Check(); !status.ok()) return status;
    Result<RawPartitions> partitions = RawPartitions::Of(*pattern_);
    if (!partitions.ok()) return partitions.status();
    raw_partitions_ = std::move(*partitions);
    catalog::Table table{
        .database = catalog->database, .name = catalog->table, .description = catalog->description, .location = pattern_->root()};
    catalog::SetRaw(table, catalog->format);
    for (const std::string& key : raw_partitions_->keys())
      if (Status status = catalog::AddKey(table, {catalog::Lower(key), "string"}); !status.ok())
        return Status::Config(status.message() + "; the table's columns are those of the format");
    catalog_table_ = std::move(table);
    catalog_ = std::make_unique<catalog::Catalog>(*catalog_table_, catalog::Evolve::Frozen, catalog::Catalog::Role::Found,
                                                  store::Context::Of(host));
    return {};
  }

  // The split stands for a folder that could not be listed.
  Status TellWhy(const std::string& folder) const {
    const Result<std::unique_ptr<store::Listing>> listing = store::List(folder, {}, store::Context::Of(host));
    if (!listing.ok()) return Judge(listing.status(), on_error);
    if (const auto entries = (*listing)->Next(); !entries.ok()) return Judge(entries.status(), on_error);
    return Status::Split("list " + store::Shown(folder) +
                         ": it could not be read when the run began and can be now; run again for its files");
  }

  std::optional<PathPattern> pattern_;
  DateWindow window_;
  std::optional<RawPartitions> raw_partitions_;
  std::optional<catalog::Table> catalog_table_;
  std::unique_ptr<catalog::Catalog> catalog_;  // null: none
};

weir_code Put(weir_str place, weir_str content, int32_t (*cancelled)(void*), void* ctx, weir_error* error) {
  try {
    return store::Replace(View(place), View(content), {.cancelled = [=] { return cancelled(ctx) != 0; }}).Store(error);
  } catch (const std::exception& thrown) {
    return Status::Bug(thrown.what()).Store(error);
  }
}

constexpr weir_put kPut{sizeof(weir_put), Put};

const void* Extension(const char* id) { return std::string_view(id) == WEIR_PUT_1 ? &kPut : nullptr; }

}  // namespace weir::files

WEIR_PLUGIN_EXTENDED("files", "0.1.0", weir::files::Extension, weir::files::Files)
