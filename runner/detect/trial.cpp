#include "detect/trial.hpp"

#include <utility>

#include "config/options.hpp"
#include "config/parse.hpp"
#include "detect/show.hpp"
#include "weir/array.hpp"
#include "weir/columns.hpp"

namespace weir::detect {
namespace {

constexpr size_t kShown = 2;  // rows

// Behind the call of a component that failed.
Status Failed(weir_code code, const weir_error& error) { return Status(code, error.message); }

weir_error NoError() {
  weir_error error{};
  error.size = sizeof error;
  return error;
}

}  // namespace

Trial::Trial(const weir_component& transform) : transform_(transform), in_(std::vector<Field>{{"message", Type::Text}}) {
  desk_.trial = exit_.trial = this;
  weir_host& host = desk_.host;
  host.size = sizeof host;
  host.minor = WEIR_ABI_MINOR;
  host.node = Str(transform.name);
  host.lanes = 1;
  host.memory = 64u << 20;
  host.log = [](const weir_host*, int32_t, weir_str) {};
  host.metric = [](const weir_host*, int32_t, const char*, const char*, const char*) { return uint32_t{0}; };
  host.record = [](const weir_host*, uint32_t, double) {};
  host.cancelled = [](const weir_host*) { return int32_t{0}; };
  host.reject = [](const weir_host* h, void*, const weir_batch*, const int64_t*, size_t n, const weir_str* reasons, size_t n_reasons) {
    Outcome& outcome = Of(h).outcome_;
    if (outcome.rejected == 0 && n_reasons > 0) outcome.first_reason = View(reasons[0]);
    outcome.rejected += static_cast<int64_t>(n);
    return weir_code{WEIR_OK};
  };
  host.count = [](const weir_host* h, void*, int32_t what, uint64_t rows, const char*) {
    if (what == WEIR_DROPPED) Of(h).outcome_.dropped += static_cast<int64_t>(rows);
  };
  host.parallel = [](const weir_host*, size_t n, void (*body)(void*, size_t), void* context) {
    for (size_t i = 0; i < n; ++i) body(context, i);
  };
  host.extension = [](const weir_host*, const char*) -> const void* { return nullptr; };
  exit_.output.size = sizeof exit_.output;
  exit_.output.max_rows = 65536;
  exit_.output.max_bytes = 64u << 20;
  exit_.output.emit = [](weir_output* output, weir_batch* batch) { return reinterpret_cast<Exit*>(output)->trial->Take(*batch); };
}

Trial::~Trial() {
  if (lane_ != nullptr) transform_.close(lane_);
  if (self_ != nullptr) transform_.destroy(self_);
}

Result<std::unique_ptr<Trial>> Trial::Of(const weir_component& transform, std::string_view options) {
  std::unique_ptr<Trial> trial(new Trial(transform));
  if (Status status = trial->Start(options); !status.ok()) return status;
  return trial;
}

Status Trial::Start(std::string_view options) {
  config::Diagnostics problems("", std::string(options));
  const std::optional<config::Value> given = config::ParseValue("{" + std::string(options) + "}");
  if (!given) return Status::Config("these are no options: " + std::string(options));
  auto values = config::BindOptions({transform_.options, transform_.n_options, transform_.option_size}, *given->As<config::Table>(),
                                    {"[transform]", transform_.name, {}, {}}, {}, problems);
  if (!values) return Status::Config(problems.Render(false));
  values_ = std::move(*values);
  weir_error error = NoError();
  if (const weir_code code = transform_.create(&desk_.host, values_.values(), &self_, &error); code < 0) return Failed(code, error);
  framing_.size = sizeof framing_;
  framing_.kind = WEIR_LINES;
  std::vector<ArrowSchema> out(transform_.n_outputs + 1);
  for (ArrowSchema& schema : out) schema.release = nullptr;
  const weir_code code = transform_.bind(self_, in_.get(), out.data(), &framing_, &error);
  for (size_t port = 0; port < out.size(); ++port) {
    if (out[port].release == nullptr) continue;
    Schema schema(&out[port]);
    if (port == 0) out_ = std::move(schema);
  }
  if (code < 0) return Failed(code, error);
  return out_.empty() ? Status::Bug("named no columns") : Status();
}

Status Trial::Feed(ArrowArray texts, std::string_view head) {
  Array input(MakeBatch(texts.length, {texts}));
  weir_error error = NoError();
  if (lane_ == nullptr)
    if (const weir_code code = transform_.open(self_, 0, &lane_, &error); code < 0) return Failed(code, error);
  weir_split split{};
  split.size = sizeof split;
  split.head = Str(head);
  weir_batch batch{};
  batch.size = sizeof batch;
  batch.schema = in_.get();
  batch.split = &split;
  batch.array = input.Take();
  const weir_code code = static_cast<const weir_transform*>(transform_.ops)->process(lane_, &batch, &exit_.output, &error);
  return code < 0 ? Failed(code, error) : Status();
}

Result<Trial::Outcome> Trial::Finish() {
  weir_error error = NoError();
  if (lane_ != nullptr)
    if (const weir_code code = static_cast<const weir_transform*>(transform_.ops)->finish(lane_, &exit_.output, &error); code < 0)
      return Failed(code, error);
  return outcome_;
}

weir_code Trial::Take(weir_batch& batch) {
  const Array array(&batch.array);
  if (batch.port != 0) return WEIR_OK;
  for (int64_t row = 0; row < array.rows() && outcome_.shown.size() < kShown; ++row) {
    auto& shown = outcome_.shown.emplace_back();
    for (int64_t c = 0; c < array.get()->n_children; ++c) {
      const ArrowArray& column = *array.get()->children[c];
      if (!Column(column).is_null(row)) shown.emplace_back(columns().children[c]->name, Show(*columns().children[c], column, row));
    }
  }
  outcome_.rows += array.rows();
  for (int64_t c = 0; c < array.get()->n_children; ++c) outcome_.values += array.rows() - array.get()->children[c]->null_count;
  return WEIR_OK;
}

}  // namespace weir::detect
