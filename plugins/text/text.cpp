// The sink `text`: rows as JSON lines in files that appear when their epoch is committed.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/staged_file.hpp"
#include "text/json_rows.hpp"
#include "weir/component.hpp"

namespace weir::text {

class Text : public Sink {
 public:
  static constexpr About about{
      .name = "text",
      .summary = "JSON lines in a folder, each row exactly once.",
      .doc =
          "One file for each lane and epoch that has rows, `<state>-<epoch>-<lane>.jsonl`. It appears whole, when "
          "the epoch is committed.\n\n"
          "A row is one JSON object on a line. Columns keep their order, missing values are left out. Timestamps are UTC with microseconds "
          "(`2024-02-01T10:00:00.000000Z`), numbers that JSON does not have are null. Bytes, and text that is not UTF-8, are written "
          "as `{\"base64\":\"...\"}`, so that nothing is lost.",
  };
  static const auto& Options() {
    static const OptionTable<Text> table{
        Option("path", &Text::path).required().identity().doc("The folder for the files; made if it is not there.").example("\"out/rows\""),
        Option("origin", &Text::origin)
            .fallback("false")
            .doc("Also write where each row comes from: the columns `weir.split`, `weir.offset` and `weir.part`.")
            .example("true"),
    };
    return table;
  }

  std::string path;
  bool origin = false;

  Status Create() override {
    if (path.empty()) return Status::Config("the path is empty: name a folder").AtOption(Options().IndexOf("path"));
    return {};
  }

  Status bind(const ArrowSchema& in, weir_framing*) override {
    for (int64_t i = 0; i < in.n_children; ++i) is_origin_.push_back(IsOrigin(in.children[i]->name));
    return CheckJsonColumns(in);
  }

  void narrow(std::span<uint8_t> needed) override {
    for (size_t i = 0; i < needed.size(); ++i) needed[i] = origin || !is_origin_[i];
  }

  Result<std::unique_ptr<Lane>> open(uint32_t lane) override { return std::unique_ptr<Lane>(std::make_unique<Writer>(*this, lane)); }
  Status commit(std::string_view receipt) override { return store::Commit(receipt); }
  Status sweep(std::string_view state_id, std::span<const weir_str> keep) override { return store::Sweep(path, state_id, keep); }

 private:
  class Writer : public Lane {
   public:
    Writer(const Text& sink, uint32_t lane) : sink_(sink), lane_(lane) {}

    Status begin(uint64_t epoch) override {
      epoch_ = epoch;
      return {};
    }

    Status write(weir_batch& batch) override {
      if (batch.array.length == 0) return {};
      if (!file_)
        if (Status status = Create(); !status.ok()) return status;
      JsonRows rows(*batch.schema, batch.array, sink_.origin);
      for (int64_t first = 0; first < rows.rows(); first += kRowsAtOnce) {
        lines_.clear();
        rows.Append(first, std::min(kRowsAtOnce, rows.rows() - first), lines_);
        if (Status status = file_->Append(lines_); !status.ok()) return status;
      }
      host.Written(static_cast<uint64_t>(rows.rows()));
      return {};
    }

    Status prepare(const Receipts& receipts) override {
      if (!file_) return {};
      if (Status status = file_->Finish(); !status.ok()) return status;
      receipts(file_->receipt());
      file_.reset();
      return {};
    }

   private:
    static constexpr int64_t kRowsAtOnce = 1024;  // bounds the text of a batch that is in memory at one time

    // The name is the same however often the epoch is repeated.
    Status Create() {
      const std::string_view state_id = sink_.host.state_id();
      const std::string name = std::string(state_id.substr(0, 8)) + '-' + std::to_string(epoch_) + '-' + std::to_string(lane_) + ".jsonl";
      auto file = store::StagedFile::Create(sink_.path, state_id, name);
      if (!file.ok()) return file.status();
      file_ = std::move(*file);
      return {};
    }

    const Text& sink_;
    const uint32_t lane_;
    uint64_t epoch_ = 0;
    std::unique_ptr<store::StagedFile> file_;
    std::string lines_;
  };

  std::vector<bool> is_origin_;
};

}  // namespace weir::text

WEIR_PLUGIN("text", "0.1.0", weir::text::Text)
