// The sink `text`: rows as JSON lines or one column's text, in files that appear when their epoch is committed.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/staged_file.hpp"
#include "text/column_rows.hpp"
#include "text/json_rows.hpp"
#include "text/lane.hpp"
#include "weir/component.hpp"

namespace weir::text {

class Text : public Sink {
 public:
  static constexpr About about{
      .name = "text",
      .summary = "JSON lines, or one column as it is, in files; each row exactly once.",
      .doc =
          "A file appears whole, when its epoch is committed; first it is staged below `.weir` in the folder that the path begins with.\n\n"
          "**Names.** `name` is what a file is called inside of its folder. `{node}` is the node's name, `{state}` the first 8 digits of "
          "the state's id, `{epoch}`, `{lane}` and `{n}` are numbers, of which `{n}` counts the lane's files of the epoch. `{random}` is 16 "
          "hex digits, a hash of the node, the state, and the three: it spreads keys over a bucket. `{sequence}` is epoch, lane and n with "
          "leading zeros: files of one state that hold parts of one split sort by it in the split's order. `{{` and `}}` are braces. "
          "Without a suffix the name gets `.jsonl` or `.txt`. A name needs `{sequence}`, or `{epoch}`, `{lane}` and `{n}`; and `{random}`, or `{node}` and `{state}`. "
          "`{random}_{sequence}.log` makes `5f0c2b8a91d3e467_0000000001-0003-00000000.log`.\n\n"
          "**Paths.** `{column}` in the path is the row's value of that column: text, an integer or a boolean. `{time:%Y/%m/%d}` is the "
          "row's time in UTC; `%Y %m %d %j %H %M %S %F` and `%%` are known. `{{` and `}}` are braces. Values are escaped as Hive "
          "escapes them, so none leads out of the folder before the first brace; a value that is missing or empty is "
          "`__HIVE_DEFAULT_PARTITION__`, one that is too long for the name of a file ends in a hash. A path with braces whose last part "
          "ends in a suffix names the files, `logs/{time:%F}.log` is `logs/2024-02-01-<node>-<state>-<epoch>-<lane>-<n>.log`, and leaves "
          "no room for `name`; every other path is a folder. At most 128 files of a lane are open at once: with more paths than that and "
          "more rows than fit in the sink's memory, the one that has waited longest is finished, and its path goes on in another file.\n\n"
          "**JSON.** A row is one object on a line. Columns keep their order, missing values are left out. Timestamps are UTC with "
          "microseconds (`2024-02-01T10:00:00.000000Z`), numbers that JSON does not have are null. Bytes, and text that is not UTF-8, "
          "are written as `{\"base64\":\"...\"}`, so that nothing is lost.\n\n"
          "**One column.** The text as it is, and a newline: text that holds newlines takes several lines. A row whose column is null is "
          "rejected, as an empty line is the empty text.",
  };
  static const auto& Options() {
    static const OptionTable<Text> table{
        Option("path", &Text::path)
            .required()
            .identity()
            .path()
            .doc("The folder for the files, made if it is not there; with braces a template of it.")
            .example("\"archive/{region}/{time:%Y/%m/%d}/\""),
        Option("name", &Text::name)
            .doc("What files are called inside of their folder. Default: `{node}-{state}-{epoch}-{lane}-{n}`.")
            .example("\"{random}_{sequence}.log\""),
        Option("format", &Text::format).limits("json|column").fallback("\"json\"").doc("Rows as JSON, or one column's text."),
        Option("column", &Text::column).doc("The column that `format = \"column\"` writes. Default: `message`.").example("\"line\""),
        Option("time", &Text::time).doc("The column with the row's time. Default: the one its parser marks."),
        Option("compression", &Text::compression)
            .limits("none|gzip|zstd")
            .fallback("\"none\"")
            .doc("How files are compressed; `.gz` or `.zst` is added to their names."),
        Option("compression_level", &Text::compression_level)
            .limits("1..19")
            .doc("Higher is smaller and slower. gzip: 1 to 9, of which 1 to 3 are much the fastest; default 2. zstd: 1 to 19; default 3.")
            .example("6"),
        Option("file_size", &Text::file_size)
            .limits("1KiB..1TiB")
            .fallback("\"512MiB\"")
            .doc("A file that reaches this size, as it is on disk, is finished, and another one begun."),
        Option("file_rows", &Text::file_rows)
            .limits("1..")
            .doc("A file with so many rows is finished, and another one begun.")
            .example("100000"),
        Option("file_age", &Text::file_age)
            .limits("1ms..")
            .doc("A file whose first row came this long ago when a row comes for it is finished, and another one begun.")
            .example("\"5m\""),
        Option("origin", &Text::origin)
            .fallback("false")
            .doc("Also write where each row comes from: the columns `weir.split`, `weir.offset` and `weir.part`. Only in JSON.")
            .example("true"),
    };
    return table;
  }

  std::string path;
  Format format = Format::Json;
  std::optional<std::string> name, column, time;
  Compression compression = Compression::None;
  std::optional<int64_t> compression_level;
  Bytes file_size;
  std::optional<int64_t> file_rows;
  std::optional<Duration> file_age;
  bool origin = false;

  Status Create() override;
  Status bind(const ArrowSchema& in, weir_framing*) override;
  void narrow(std::span<uint8_t> needed) override;
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override;
  Status commit(std::string_view receipt) override { return store::Commit(receipt, store::Context::Of(host)); }
  Status retract(std::string_view receipt) override { return store::Retract(receipt, store::Context::Of(host)); }
  std::string describe(std::string_view receipt) override { return store::FinalPath(receipt); }
  std::string foreign(std::string_view state_id, uint64_t epoch) override {
    return store::ForeignFile(layout_.path.root, epoch, NamesOf(state_id), store::Context::Of(host));
  }
  Status sweep(std::string_view state_id, std::span<const weir_str> keep) override {
    return store::Sweep(layout_.path.root, state_id, keep, NamesOf(state_id), store::Context::Of(host));
  }

 private:
  static Status Wrong(std::string_view option, std::string message) {
    return Status::Config(std::move(message)).AtOption(Options().IndexOf(option));
  }
  Status CheckName();
  Status CheckCompression();
  Status BindColumn(const ArrowSchema& in);
  Status BindTime(const ArrowSchema& in);
  Status BindFields(const ArrowSchema& in);
  Namer NamerOf(std::string_view state_id) const { return {std::string(host.node()), std::string(state_id)}; }
  // Where the path begins names, they have something before them.
  store::NameReader NamesOf(std::string_view state_id) const { return layout_.name.ReaderOf(NamerOf(state_id), !name); }

  Layout layout_;
  std::vector<uint8_t> needed_;
};

Status Text::Create() {
  auto parsed = PathTemplate::Parse(path);
  if (!parsed.ok()) return Wrong("path", parsed.status().message());
  layout_.path = std::move(*parsed);
  layout_.format = format;
  layout_.column = column.value_or("message");
  layout_.origin = origin;
  layout_.file_bytes = file_size.count;
  if (file_rows) layout_.file_rows = static_cast<uint64_t>(*file_rows);
  layout_.file_age = file_age;
  if (column && format != Format::Column) return Wrong("column", "`column` is of no use without format = \"column\"");
  if (origin && format != Format::Json) return Wrong("origin", "`origin` adds columns, and format = \"column\" writes only one");
  if (Status status = CheckName(); !status.ok()) return status;
  return CheckCompression();
}

Status Text::CheckName() {
  if (name && !layout_.path.suffix.empty())
    return Wrong("name", "the path names the files already, as its last part ends in \"" + layout_.path.suffix +
                             "\": end it with a folder and `/`, or leave `name` out");
  auto parsed = NameTemplate::Parse(name.value_or(std::string(NameTemplate::kDefault)));
  if (!parsed.ok()) return Wrong("name", parsed.status().message());
  layout_.name = std::move(*parsed);
  layout_.suffix = name ? layout_.name.suffix : layout_.path.suffix;
  if (layout_.suffix.empty()) layout_.suffix = format == Format::Json ? ".jsonl" : ".txt";
  return {};
}

Status Text::CheckCompression() {
  const Levels levels = LevelsOf(compression);
  if (compression_level && compression == Compression::None)
    return Wrong("compression_level", "the files are not compressed: set `compression`");
  if (compression_level.value_or(0) > levels.highest)
    return Wrong("compression_level", "gzip has levels up to " + std::to_string(levels.highest));
  layout_.compression = compression;
  layout_.level = static_cast<int>(compression_level.value_or(levels.fallback));

  const std::string ending(EndingOf(compression));
  for (const Compression other : {Compression::Gzip, Compression::Zstd})
    if (other != compression && layout_.suffix.ends_with(EndingOf(other)))
      return Wrong("compression", std::string(name ? "`name`" : "the path") + " calls the files \"" + layout_.suffix +
                                      "\", which they would not be; set `compression`");
  if (!layout_.suffix.ends_with(ending)) layout_.suffix += ending;
  return {};
}

Status Text::bind(const ArrowSchema& in, weir_framing*) {
  needed_.assign(static_cast<size_t>(in.n_children), 0);
  if (format == Format::Column) {
    if (Status status = BindColumn(in); !status.ok()) return status;
  } else {
    if (Status status = CheckJsonColumns(in); !status.ok()) return status;
    for (int64_t i = 0; i < in.n_children; ++i) needed_[static_cast<size_t>(i)] = origin || !IsOrigin(in.children[i]->name) ? 1 : 0;
  }
  if (layout_.path.has_time() || time)
    if (Status status = BindTime(in); !status.ok()) return status;
  return BindFields(in);
}

Status Text::BindColumn(const ArrowSchema& in) {
  const auto place = FindColumn(in, layout_.column);
  const std::string_view option = column ? "column" : "format";
  if (!place) return Wrong(option, "there is no column `" + layout_.column + "`");
  const auto type = TypeOf(*in.children[*place]);
  if (!type || !CanBeLines(*type))
    return Wrong(option, "`" + layout_.column + "` is of type " + NameOfType(*in.children[*place]) + ", which is no text");
  needed_[*place] = 1;
  return {};
}

Status Text::BindTime(const ArrowSchema& in) {
  const auto place = time ? FindColumn(in, *time) : FindTimeColumn(in);
  if (!place && time) return Wrong("time", "there is no column `" + *time + "`");
  if (!place) return Wrong("path", "no column is marked as the row's time; name it with `time`");
  const ArrowSchema& found = *in.children[*place];
  if (TypeOf(found) != Type::Timestamp)
    return Wrong(time ? "time" : "path",
                 "the time column `" + std::string(found.name) + "` is of type " + NameOfType(found) + ", not timestamp");
  needed_[*place] = 1;
  layout_.time = found.name;
  return {};
}

Status Text::BindFields(const ArrowSchema& in) {
  for (const Piece& piece : layout_.path.pieces) {
    const auto* field = std::get_if<ColumnField>(&piece);
    if (field == nullptr) continue;
    const auto place = FindColumn(in, field->name);
    if (!place) return Wrong("path", "there is no column `" + field->name + "`");
    const ArrowSchema& found = *in.children[*place];
    const auto type = TypeOf(found);
    if (type == Type::Timestamp)
      return Wrong("path", "`" + field->name + "` is a time: write it as `{time:%Y/%m/%d}` and name it with `time`");
    if (!type || !store::CanPartitionBy(*type))
      return Wrong("path",
                   "`" + field->name + "` is of type " + NameOfType(found) + ", which can't name files; text, integers and booleans can");
    needed_[*place] = 1;
  }
  return {};
}

void Text::narrow(std::span<uint8_t> needed) { std::ranges::copy(needed_, needed.begin()); }

Result<std::unique_ptr<Sink::Lane>> Text::open(uint32_t lane) {
  FileNames names(layout_.name, NamerOf(host.state_id()), lane, layout_.suffix);
  const Share share = ShareOf(host.memory(), host.lanes(), layout_.compression, layout_.level);
  return std::unique_ptr<Lane>(std::make_unique<TextLane>(layout_, std::move(names), share, store::Context::Of(host)));
}

}  // namespace weir::text

WEIR_PLUGIN("text", "0.1.0", weir::text::Text)
