// The sinks `console`, for looking at rows, and `discard`, for not keeping them.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "console/standard_output.hpp"
#include "text/json_rows.hpp"
#include "weir/component.hpp"

namespace weir::console {

class Console : public Sink {
 public:
  static constexpr About about{
      .name = "console",
      .summary = "JSON lines on standard output.",
      .doc =
          "Rows are written as the sink `text` writes them, as soon as they come, so a run that is repeated after a crash prints rows of "
          "its last epoch again. When the reader of a pipe goes away (`weir FILE | head`) the run ends; what it had not committed is "
          "read again by the next run.",
      .blocks = true,
  };
  static const auto& Options() {
    static const OptionTable<Console> table{
        Option("limit", &Console::limit)
            .limits("0..9223372036854775807")
            .doc("Print only so many rows, of all lanes together; the others are counted as dropped.")
            .example("20"),
        Option("origin", &Console::origin)
            .fallback("false")
            .doc("Also print where each row comes from: the columns `weir.split`, `weir.offset` and `weir.part`.")
            .example("true"),
    };
    return table;
  }

  std::optional<int64_t> limit;
  bool origin = false;

  Status Create() override {
    left_ = limit.value_or(std::numeric_limits<int64_t>::max());
    return {};
  }

  Status bind(const ArrowSchema& in, weir_framing*) override {
    for (int64_t i = 0; i < in.n_children; ++i) is_origin_.push_back(IsOrigin(in.children[i]->name));
    return text::CheckJsonColumns(in);
  }

  void narrow(std::span<uint8_t> needed) override {
    for (size_t i = 0; i < needed.size(); ++i) needed[i] = origin || !is_origin_[i];
  }

  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<Printer>(*this)); }

 private:
  class Printer : public Lane {
   public:
    explicit Printer(Console& sink) : sink_(sink) {}

    Status write(weir_batch& batch) override {
      text::JsonRows rows(*batch.schema, batch.array, sink_.origin);
      const int64_t count = sink_.Claim(rows.rows());
      for (int64_t first = 0; first < count; first += kRowsAtOnce) {
        lines_.clear();
        rows.Append(first, std::min(kRowsAtOnce, count - first), lines_);
        if (Status status = sink_.output_.Write(lines_, [this] { return sink_.host.cancelled(); }); !status.ok()) return status;
      }
      if (count > 0) host.Written(static_cast<uint64_t>(count));
      if (count < rows.rows()) host.Dropped(static_cast<uint64_t>(rows.rows() - count), "beyond limit");
      return {};
    }

   private:
    static constexpr int64_t kRowsAtOnce = 256;  // few, so that the first rows show at once
    Console& sink_;
    std::string lines_;
  };

  // How many of these rows are still within the limit. [any]
  int64_t Claim(int64_t rows) {
    int64_t left = left_.load();
    while (!left_.compare_exchange_weak(left, left - std::min(left, rows))) {
    }
    return std::min(left, rows);
  }

  std::vector<bool> is_origin_;
  std::atomic<int64_t> left_{0};
  StandardOutput output_{STDOUT_FILENO};
};

class Discard : public Sink {
 public:
  static constexpr About about{
      .name = "discard",
      .summary = "Takes rows and keeps none.",
      .doc = "Counts every row as written. For measuring what comes before it, and for ports whose rows are not wanted.",
  };
  static const auto& Options() {
    static const OptionTable<Discard> table{};
    return table;
  }

  Status bind(const ArrowSchema&, weir_framing*) override { return {}; }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<Counter>()); }

 private:
  class Counter : public Lane {
   public:
    Status write(weir_batch& batch) override {
      host.Written(static_cast<uint64_t>(batch.array.length));
      return {};
    }
  };
};

}  // namespace weir::console

WEIR_PLUGIN("console", "0.1.0", weir::console::Console, weir::console::Discard)
