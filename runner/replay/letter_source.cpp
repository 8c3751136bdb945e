#include "replay/letter_source.hpp"

#include <charconv>
#include <filesystem>

#include "replay/letter.hpp"
#include "replay/letter_file.hpp"
#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::replay {
namespace {

using Json = nlohmann::json;

constexpr size_t kRowsPerBatch = 4096;
constexpr size_t kBytesPerBatch = 8u << 20;

// What is no integer of this type is 0.
template <class T>
T IntegerOf(const Json& value) {
  T number = 0;
  const std::string text = TextOf(value);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The value a column had, or nothing.
const Json* Find(const Json& letter, const Json& columns, const std::string& name) {
  const auto in = [](const Json& object, const std::string& key) -> const Json* {
    const auto it = object.find(key);
    return it == object.end() || it->is_null() ? nullptr : &*it;
  };
  if (name == "message") return in(letter, "raw");
  if (name == "weir.split") return in(letter, "split");
  if (name == "weir.offset") return in(letter, "offset");
  return in(columns, name);
}

// A letter, and its other columns as they were.
struct Row {
  Json letter, columns;
};

template <class Builder, class Set>
ArrowArray Build(Builder builder, const std::vector<Row>& rows, const std::string& name, Set&& set) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const Json* value = Find(rows[i].letter, rows[i].columns, name);
    const auto row = static_cast<int64_t>(i);
    if (value == nullptr)
      builder.SetNull(row);
    else
      set(builder, row, *value);
  }
  return builder.Finish();
}

ArrowArray MakeColumn(Type type, const std::vector<Row>& rows, const std::string& name) {
  const auto n = static_cast<int64_t>(rows.size());
  switch (type) {
    case Type::Bool: return Build(BoolsBuilder(n), rows, name, [](auto& b, int64_t i, const Json& v) { b.Set(i, v == true); });
    case Type::Int32:
      return Build(ValuesBuilder<int32_t>(n), rows, name, [](auto& b, int64_t i, const Json& v) { b.Set(i, IntegerOf<int32_t>(v)); });
    case Type::Int64:
    case Type::Timestamp:
      return Build(ValuesBuilder<int64_t>(n), rows, name, [](auto& b, int64_t i, const Json& v) { b.Set(i, IntegerOf<int64_t>(v)); });
    case Type::Double:
      return Build(ValuesBuilder<double>(n), rows, name,
                   [](auto& b, int64_t i, const Json& v) { b.Set(i, v.is_number() ? v.get<double>() : 0); });
    case Type::Text: return Build(TextBuilder(n), rows, name, [](auto& b, int64_t i, const Json& v) { b.Copy(i, TextOf(v)); });
    case Type::Utf8:
    case Type::Binary: {
      Utf8Builder builder;
      for (const Row& row : rows)
        if (const Json* value = Find(row.letter, row.columns, name))
          builder.Append(TextOf(*value));
        else
          builder.AppendNull();
      return builder.Finish();
    }
    case Type::Dictionary: {
      // One entry a row: letters are few, and this is a dictionary like any other.
      Utf8Builder dictionary;
      ValuesBuilder<int32_t> indices(n);
      for (size_t i = 0; i < rows.size(); ++i) {
        const Json* value = Find(rows[i].letter, rows[i].columns, name);
        dictionary.Append(value == nullptr ? "" : TextOf(*value));
        value == nullptr ? indices.SetNull(static_cast<int64_t>(i)) : indices.Set(static_cast<int64_t>(i), static_cast<int32_t>(i));
      }
      Array plain(indices.Finish());
      const Buffer validity{nullptr, plain.get()->buffers[0], 0}, values{nullptr, plain.get()->buffers[1], 0};
      const int64_t nulls = plain.get()->null_count;
      return MakeArray(n, nulls, {validity, values}, {}, dictionary.Finish(), {std::make_shared<Array>(std::move(plain))});
    }
    case Type::List:
    case Type::Struct: break;  // a replay with such a column is refused before it begins
  }
  return {};
}

class LetterReader : public Source::Reader {
 public:
  LetterReader(const std::string& path, std::string node, std::vector<Field> columns, uint64_t from)
      : path_(path), file_(path), node_(std::move(node)), columns_(std::move(columns)), from_(from) {}

  Result<weir_code> poll(Output& output) override {
    std::vector<Row> rows;
    std::string line;
    size_t bytes = 0;
    while (rows.size() < kRowsPerBatch && bytes < kBytesPerBatch) {
      const Result<bool> more = file_.Next(line);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (++line_ <= from_) continue;
      std::optional<Letter> letter = Letter::Parse(line);
      // Whoever edits letters may leave a line that is none; `dlq list` counts them.
      if (!letter || letter->node != node_) continue;
      bytes += line.size();
      Json columns = letter->Columns();
      rows.push_back({std::move(letter->fields), std::move(columns)});
    }
    if (rows.empty()) return weir_code{WEIR_DONE};
    std::vector<ArrowArray> arrays;
    for (const Field& column : columns_) arrays.push_back(MakeColumn(column.type, rows, column.name));
    const std::string position = std::to_string(line_);
    if (Status status = output.Emit(Array(MakeBatch(static_cast<int64_t>(rows.size()), std::move(arrays))), position, INT64_MIN);
        !status.ok())
      return status;
    return weir_code{WEIR_OK};
  }

 private:
  const std::string path_;
  LetterFile file_;
  const std::string node_;
  const std::vector<Field> columns_;
  const uint64_t from_;
  uint64_t line_ = 0;
};

class LetterSource : public Source {
 public:
  static constexpr About about{.name = kLetterSource, .summary = "Dead letters, as the rows they were."};
  static const OptionTable<LetterSource>& Options() {
    static const OptionTable<LetterSource> table{
        Option("path", &LetterSource::path).required().identity().doc("The path of the sink that keeps the letters."),
        Option("node", &LetterSource::node).required().identity().doc("The node that refused them."),
        Option("columns", &LetterSource::columns).required().doc("What that node takes: \"FORMAT NAME\" each."),
    };
    return table;
  }

  Status Create() override {
    for (const std::string& column : columns) {
      const size_t space = column.find(' ');
      const std::string format = column.substr(0, space);
      for (const Type type : {Type::Bool, Type::Int32, Type::Int64, Type::Double, Type::Timestamp, Type::Text, Type::Utf8, Type::Binary})
        if (format == FormatOf(type)) fields_.push_back({column.substr(space + 1), type});
      if (format == "dictionary") fields_.push_back({column.substr(space + 1), Type::Dictionary});
    }
    return fields_.size() == columns.size() ? Status() : Status::Bug("a column of a type that letters can't have");
  }
  Result<Schema> bind() override { return Schema(fields_); }

  Status discover(const Found& found) override {
    const Result<std::vector<std::string>> files = LetterFiles(path);
    if (!files.ok()) return files.status();
    for (const std::string& file : *files) {
      // Another one when somebody mended it: what of it was put back is known by its line.
      std::error_code error;
      const std::string version = std::to_string(std::filesystem::file_size(file, error)) + "-" +
                                  std::to_string(std::filesystem::last_write_time(file, error).time_since_epoch().count());
      weir_split split{};
      split.size = sizeof split;
      split.id = Str(file);
      split.version = Str(version);
      split.oldest_ns = INT64_MIN;
      if (Status status = found(split); !status.ok()) return status;
    }
    return {};
  }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    uint64_t line = 0;
    std::from_chars(position.data(), position.data() + position.size(), line);
    return std::unique_ptr<Reader>(new LetterReader(std::string(View(split.id)), node, fields_, line));
  }

  std::string path, node;
  std::vector<std::string> columns;

 private:
  std::vector<Field> fields_;
};

}  // namespace

const weir_plugin* LetterPlugin() { return internal::DescribePlugin<LetterSource>("weir", "1"); }

}  // namespace weir::replay
