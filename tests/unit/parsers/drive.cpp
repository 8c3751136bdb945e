#include "drive.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "config/options.hpp"
#include "config/parse.hpp"
#include "render.hpp"
#include "weir/builders.hpp"

namespace weir::parsers::test {
namespace {

// A host and an output in one; the structs come first, so that the runner's pointers find their way back.
struct Recorder {
  weir_host host{};
  Outcome* outcome;
  int64_t first = 0;  // record of the batch's first row
};

struct Receiver {
  weir_output output{};
  const ArrowSchema* schema;
  std::vector<size_t> columns;  // of the schema, those that are in a batch
  Outcome* outcome;
};

weir_host MakeHost() {
  weir_host host{};
  host.size = sizeof host;
  host.lanes = 1;
  host.log = [](const weir_host* self, int32_t, weir_str message) {
    reinterpret_cast<const Recorder*>(self)->outcome->log.emplace_back(View(message));
  };
  host.reject = [](const weir_host* self, void*, const weir_batch* from, const int64_t* rows, size_t n_rows, const weir_str* reasons,
                   size_t n_reasons) {
    const auto& recorder = *reinterpret_cast<const Recorder*>(self);
    if (from->array.release == nullptr) throw std::logic_error("rows were rejected after their batch had been moved away");
    for (size_t i = 0; i < n_rows; ++i) recorder.outcome->rejected[recorder.first + rows[i]] = View(reasons[n_reasons == 1 ? 0 : i]);
    return weir_code{WEIR_OK};
  };
  host.count = [](const weir_host* self, void*, int32_t, uint64_t rows, const char* why) {
    reinterpret_cast<const Recorder*>(self)->outcome->dropped[why] += rows;
  };
  return host;
}

weir_code Receive(weir_output* self, weir_batch* batch) {
  const auto& receiver = *reinterpret_cast<Receiver*>(self);
  const Array array(&batch->array);
  for (int64_t row = 0; row < array.rows(); ++row) {
    Row rendered;
    for (size_t i = 0; i < receiver.columns.size(); ++i)
      rendered.push_back(Render(*receiver.schema->children[receiver.columns[i]], *array.get()->children[i], row));
    receiver.outcome->rows.push_back(std::move(rendered));
  }
  return WEIR_OK;
}

config::OptionValues Options(const weir_component& component, std::string_view given) {
  config::Diagnostics diagnostics("options", std::string(given));
  const std::optional<config::Value> table = config::ParseValue("{" + std::string(given) + "}");
  if (!table) throw std::runtime_error("no options: " + std::string(given));
  auto values = config::BindOptions({component.options, component.n_options, component.option_size}, *table->As<config::Table>(),
                                    {"[transform]", component.name, {}, {}}, {}, diagnostics);
  if (!values) throw std::runtime_error(diagnostics.Render(false));
  return std::move(*values);
}

// Views into buffers of exactly their size, so that a sanitizer sees every byte read past them.
ArrowArray MakeViews(const Feed& feed, size_t first, size_t rows) {
  TextBuilder views(static_cast<int64_t>(rows));
  for (size_t at = 0; at < rows; at += feed.rows_per_buffer) {
    const size_t end = std::min(at + feed.rows_per_buffer, rows);
    auto text = std::make_shared<std::vector<char>>();
    std::vector<size_t> starts;
    for (size_t row = at; row < end; ++row) {
      const std::string& record = feed.records[first + row];
      starts.push_back(text->size());
      text->insert(text->end(), record.begin(), record.end());
    }
    text->shrink_to_fit();
    text->reserve(1);  // a buffer is somewhere, even an empty one
    const int32_t buffer = views.AddBuffer({text, text->data(), text->size()});
    for (size_t row = at; row < end; ++row)
      views.Refer(static_cast<int64_t>(row), {text->data() + starts[row - at], feed.records[first + row].size()}, buffer);
  }
  if (feed.null_last && first + rows == feed.records.size()) views.SetNull(static_cast<int64_t>(rows) - 1);
  return views.Finish();
}

ArrowArray MakeTexts(const Feed& feed, size_t first, size_t rows) {
  if (feed.layout == Type::Text) return MakeViews(feed, first, rows);
  Utf8Builder texts;
  for (size_t row = 0; row < rows; ++row) texts.Append(feed.records[first + row]);
  if (feed.layout != Type::Dictionary) return texts.Finish();
  Buffer indices = Buffer::Allocate(rows * sizeof(int32_t));
  for (size_t row = 0; row < rows; ++row) indices.mutable_data<int32_t>()[row] = static_cast<int32_t>(row);
  return MakeArray(static_cast<int64_t>(rows), 0, {Buffer{}, std::move(indices)}, {}, texts.Finish());
}

Array MakeInput(const Feed& feed, size_t first, size_t rows, const std::vector<uint8_t>& needed) {
  ValuesBuilder<int64_t> offsets(static_cast<int64_t>(rows));
  for (size_t row = 0; row < rows; ++row) offsets.Set(static_cast<int64_t>(row), static_cast<int64_t>(first + row));
  ArrowArray all[] = {ConstantText(static_cast<int64_t>(rows), "us-east-1"), MakeTexts(feed, first, rows), offsets.Finish()};
  std::vector<ArrowArray> columns;
  for (size_t i = 0; i < needed.size(); ++i) {
    if (needed[i] != 0)
      columns.push_back(all[i]);
    else
      all[i].release(&all[i]);
  }
  return Array(MakeBatch(static_cast<int64_t>(rows), std::move(columns)));
}

void Check(weir_code code, const weir_error& error) {
  if (code < 0) throw std::runtime_error(error.message);
}

}  // namespace

std::optional<std::string> Outcome::at(size_t row, std::string_view column) const {
  const auto found = std::ranges::find(columns, column);
  if (found == columns.end()) throw std::runtime_error("no column " + std::string(column));
  return rows.at(row).at(static_cast<size_t>(found - columns.begin()));
}

Status Bind(const weir_component& component, std::string_view options, const ArrowSchema& in, Schema* out) {
  Outcome ignored;
  const Recorder recorder{MakeHost(), &ignored};
  const config::OptionValues values = Options(component, options);
  weir_error error{};
  void* self = nullptr;
  Check(component.create(&recorder.host, values.values(), &self, &error), error);
  ArrowSchema made{};
  const weir_code code = component.bind(self, &in, &made, nullptr, &error);
  component.destroy(self);
  if (code < 0) return Status::From(code, error);
  Schema schema(&made);
  if (out != nullptr) *out = std::move(schema);
  return {};
}

Outcome Drive(const weir_component& component, std::string_view options, const Feed& feed) {
  Outcome outcome;
  Recorder recorder{MakeHost(), &outcome};
  const config::OptionValues values = Options(component, options);
  weir_error error{};
  void* self = nullptr;
  void* lane = nullptr;
  Check(component.create(&recorder.host, values.values(), &self, &error), error);
  const Schema in({{"captured", Type::Dictionary}, {"message", feed.layout}, {"weir.offset", Type::Int64}});
  ArrowSchema out_raw{};
  weir_framing framing{sizeof framing, WEIR_LINES, nullptr, nullptr};
  Check(component.bind(self, in.get(), &out_raw, &framing, &error), error);
  outcome.framing = framing;
  const Schema out(&out_raw);

  Receiver receiver{{}, out.get(), {}, &outcome};
  std::vector<uint8_t> wanted, needed(3, 1);
  for (int64_t i = 0; i < out.get()->n_children; ++i) {
    const char* name = out.get()->children[i]->name;
    wanted.push_back(feed.wanted.empty() || std::ranges::find(feed.wanted, name) != feed.wanted.end() ? 1 : 0);
    if (wanted.back() == 0) continue;
    receiver.columns.push_back(static_cast<size_t>(i));
    outcome.columns.emplace_back(name);
  }
  component.narrow(self, wanted.data(), needed.data());
  std::vector<const ArrowSchema*> left;
  for (size_t i = 0; i < needed.size(); ++i)
    if (needed[i] != 0) left.push_back(in.get()->children[i]);
  const Schema narrowed = Schema::Of(left);

  Check(component.open(self, 0, &lane, &error), error);
  receiver.output.emit = Receive;
  const auto& ops = *static_cast<const weir_transform*>(component.ops);
  std::vector<size_t> sizes = feed.batches;
  sizes.push_back(feed.records.size());
  weir_split split{};
  split.size = sizeof split;
  split.head = Str(feed.head);
  size_t first = 0;
  for (const size_t size : sizes) {
    const size_t rows = std::min(size, feed.records.size() - first);
    if (rows == 0) continue;
    Array input = MakeInput(feed, first, rows, needed);
    weir_batch batch{};
    batch.size = sizeof batch;
    batch.schema = narrowed.get();
    batch.array = input.Take();
    batch.split = &split;
    recorder.first = static_cast<int64_t>(first);
    Check(ops.process(lane, &batch, &receiver.output, &error), error);
    first += rows;
  }
  Check(ops.finish(lane, &receiver.output, &error), error);
  component.close(lane);
  component.destroy(self);
  return outcome;
}

}  // namespace weir::parsers::test
