// The source `generate`: logs that nobody wrote, the same ones whenever the options are the same.
#include <charconv>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "generate/format.hpp"
#include "generate/random.hpp"
#include "weir/builders.hpp"
#include "weir/component.hpp"

namespace weir::generate {
namespace {

constexpr uint64_t kBytesOfAnObject = 25'000'000;  // when nobody says how many there are
constexpr size_t kBytesOfABatch = 1 << 20;

// How far an object was read.  As a bookmark these are its bytes.
struct Place {
  uint64_t lines = 0, bytes = 0;
};

class ObjectReader final : public Source::Reader {
 public:
  // Of `names` those that are not wanted are null.
  ObjectReader(std::unique_ptr<Lines> lines, uint64_t bytes, bool wants_lines, std::vector<std::optional<std::string>> names, Place place)
      : lines_(std::move(lines)), bytes_(bytes), wants_lines_(wants_lines), names_(std::move(names)), place_(place) {}

  Result<weir_code> poll(Output& output) override {
    auto text = std::make_shared<std::string>();
    text->reserve(kBytesOfABatch + kBytesOfABatch / 8);
    std::vector<size_t> ends;
    while (place_.bytes < bytes_ && text->size() < kBytesOfABatch && ends.size() < output.max_rows()) {
      const size_t begin = text->size();
      lines_->Append(place_.lines, place_.bytes, *text);
      ends.push_back(text->size());
      place_.lines += 1;
      place_.bytes += text->size() - begin + 1;  // with the end of the line
    }
    if (!ends.empty()) {
      const std::string_view position(reinterpret_cast<const char*>(&place_), sizeof place_);
      if (Status status = output.Emit(BatchOf(std::move(text), ends), position, INT64_MIN); !status.ok()) return status;
    }
    return weir_code{place_.bytes < bytes_ ? WEIR_OK : WEIR_DONE};
  }

 private:
  Array BatchOf(std::shared_ptr<const std::string> text, const std::vector<size_t>& ends) const {
    const auto rows = static_cast<int64_t>(ends.size());
    std::vector<ArrowArray> columns;
    if (wants_lines_) {
      TextBuilder lines(rows);
      const std::string_view all = *text;
      const int32_t buffer = lines.AddBuffer({text, all.data(), all.size()});
      for (size_t row = 0, begin = 0; row < ends.size(); begin = ends[row++])
        lines.Refer(static_cast<int64_t>(row), all.substr(begin, ends[row] - begin), buffer);
      columns.push_back(lines.Finish());
    }
    for (const auto& name : names_)
      if (name) columns.push_back(ConstantText(rows, *name));
    return Array(MakeBatch(rows, std::move(columns)));
  }

  const std::unique_ptr<Lines> lines_;
  const uint64_t bytes_;
  const bool wants_lines_;
  const std::vector<std::optional<std::string>> names_;
  Place place_;
};

}  // namespace

class Generate : public Source {
 public:
  static constexpr About about{
      .name = "generate",
      .summary = "Logs that nobody wrote, for tests and measurements.",
      .doc =
          "Makes lines of a log, in objects of different sizes. The same `format`, `seed`, `bytes` and `files` give the same lines, "
          "whatever the number of lanes and wherever a run was stopped.\n\n"
          "The column `line` is the line; the others are the same for all lines of an object and name it, so that the path of a `text` "
          "sink can call it what its service would:\n\n"
          "- `alb`, `elb`: `account`, `region`, `yyyy`, `mm`, `dd`, `load_balancer`, `end_time`, `ip`, `random`\n"
          "- `s3_access`: `bucket`, `yyyy`, `mm`, `dd`, `time`, `random`\n"
          "- `vpc_flow`: `account`, `region`, `yyyy`, `mm`, `dd`, `flow_log`, `end_time`, `random`\n"
          "- `cloudfront`: `distribution`, `yyyy`, `mm`, `dd`, `hour`, `random`\n"
          "- `cloudtrail`: `account`, `region`, `yyyy`, `mm`, `dd`, `end_time`, `random`\n\n"
          "Objects of `vpc_flow` and `cloudfront` begin with their header lines; the lines of one of `cloudtrail` make a JSON document.",
  };
  static const auto& Options() {
    static const OptionTable<Generate> table{
        Option("format", &Generate::format).limits(kFormatNames).required().identity().doc("What the lines are.").example("\"alb\""),
        Option("bytes", &Generate::bytes)
            .limits("1..1024TiB")
            .required()
            .identity()
            .doc("How much, before compression. Each object ends with the line that reaches its share, so it is a little more.")
            .example("\"1GB\""),
        Option("files", &Generate::files)
            .limits("0..1000000")
            .fallback("0")
            .identity()
            .doc("How many objects the lines come in, of one half to three halves of the mean size; 0: one for each 25 MB.")
            .example("40"),
        Option("seed", &Generate::seed).fallback("1").identity().doc("Another number gives other lines."),
    };
    return table;
  }

  FormatName format = FormatName::Alb;
  Bytes bytes;
  int64_t files = 0;
  int64_t seed = 1;

  Status Create() override {
    const auto number = static_cast<uint64_t>(seed);
    format_ = MakeFormat(format, number);
    const uint64_t objects =
        files > 0 ? static_cast<uint64_t>(files) : std::max<uint64_t>(1, (bytes.count + kBytesOfAnObject / 2) / kBytesOfAnObject);
    Random random("sizes", {number});
    std::vector<double> weights;
    for (uint64_t i = 0; i < objects; ++i) weights.push_back(0.5 + random.Part());
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (const double weight : weights)
      sizes_.push_back(std::max<uint64_t>(1, static_cast<uint64_t>(static_cast<double>(bytes.count) * weight / all)));
    return {};
  }

  Result<Schema> bind() override {
    std::vector<Field> fields{{"line", Type::Text}};
    for (const std::string& column : format_->columns()) fields.push_back({column, Type::Dictionary});
    wanted_.assign(fields.size(), 1);
    return Schema(fields);
  }

  void narrow(std::span<const uint8_t> wanted) override { wanted_.assign(wanted.begin(), wanted.end()); }

  Status discover(const Found& found) override {
    for (uint64_t object = 0; object < sizes_.size(); ++object) {
      const std::string id = std::to_string(object);
      weir_split split{};
      split.size = sizeof split;
      split.id = Str(id);
      split.bytes = sizes_[object];
      split.oldest_ns = INT64_MIN;
      if (Status status = found(split); !status.ok()) return status;
    }
    return {};
  }

  Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) override {
    uint64_t object = 0;
    const std::string_view id = View(split.id);
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), object);
    if (error != std::errc() || end != id.data() + id.size() || object >= sizes_.size())
      return Status::Fatal("open object " + std::string(id) + ": there are " + std::to_string(sizes_.size()));
    Place place;
    if (!position.empty()) {
      if (position.size() != sizeof place) return Status::Fatal("open object " + std::string(id) + ": its bookmark is none of this source");
      std::memcpy(&place, position.data(), sizeof place);
    }
    std::vector<std::optional<std::string>> names;
    for (std::string& name : format_->NamesOf(object)) {
      const bool is_wanted = wanted_[names.size() + 1] != 0;
      names.push_back(is_wanted ? std::optional(std::move(name)) : std::nullopt);
    }
    return std::unique_ptr<Reader>(
        std::make_unique<ObjectReader>(format_->Open(object, sizes_[object]), sizes_[object], wanted_[0] != 0, std::move(names), place));
  }

 private:
  std::unique_ptr<Format> format_;
  std::vector<uint64_t> sizes_;  // of each object, about
  std::vector<uint8_t> wanted_;
};

}  // namespace weir::generate

WEIR_PLUGIN("generate", "0.1.0", weir::generate::Generate)
