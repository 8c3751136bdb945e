// Dead letters on their way back: files of JSON lines that anybody may have edited become rows of the types asked for, or a split that
// can't be read.
//
// Input: a line of the letters of the columns that are asked for, a line that is the position, then the file.
#include "graph/fits.hpp"
#include "input.hpp"
#include "replay/letter_source.hpp"
#include "store/temp_folder.hpp"
#include "weir/options.hpp"
#include "weir/take.hpp"

using namespace weir;

namespace {

weir_value TextValue(std::string_view text) {
  weir_value value{};
  value.type = WEIR_STRING;
  value.u.s = Str(text);
  return value;
}

struct Rows {
  weir_output output{};
  const ArrowSchema* schema = nullptr;
  int64_t rows = 0;
};

// Takes a batch as the runner would, and reads all of it.
weir_code Take(weir_output* output, weir_batch* batch) {
  auto& rows = *reinterpret_cast<Rows*>(output);
  const Array array(&batch->array);
  const Status fits = graph::Fits(*rows.schema, *array.get(), graph::Depth::Values);
  fuzz::Expect(fits.ok(), fits.message());
  std::vector<int64_t> all;
  for (int64_t row = 0; row < array.rows(); ++row) all.push_back(row);
  for (int64_t i = 0; i < array.get()->n_children; ++i)
    const Array taken(weir::Take(*rows.schema->children[i], *array.get()->children[i], all));
  rows.rows += array.rows();
  return WEIR_OK;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TempFolder folder("/dev/shm");
  static constexpr const char* kColumns[] = {
      "vu message", "dictionary weir.split", "l weir.offset", "b flag",  "i small", "l big",
      "g share",    "tsu:UTC time",          "vu text",       "u other", "z bytes", "dictionary region"};
  fuzz::Input input(data, size);
  const std::string_view chosen = input.Until('\n');
  const std::string position(input.Until('\n'));
  const std::string file = folder / "letters.jsonl";
  folder.Put("letters.jsonl", input.Rest());

  const weir_component& source = *replay::LetterPlugin()->components[0];
  std::vector<weir_value> columns;
  for (size_t i = 0; i < std::size(kColumns); ++i)
    if (chosen.find(static_cast<char>('a' + i)) != std::string_view::npos) columns.push_back(TextValue(kColumns[i]));
  weir_value values[3] = {TextValue(folder.path()), TextValue("rows"), {}};
  values[2].type = WEIR_LIST;
  values[2].u.list = {columns.data(), columns.size()};
  weir_host host{};
  host.size = sizeof host;
  host.lanes = 1;
  host.cancelled = [](const weir_host*) { return 0; };
  weir_error error{};
  error.size = sizeof error;
  void* self = nullptr;
  fuzz::Expect(source.create(&host, values, &self, &error) >= 0, "the source is made");
  ArrowSchema bound{};
  fuzz::Expect(source.bind(self, nullptr, &bound, nullptr, &error) >= 0, "the source is bound");
  const Schema schema(&bound);
  const auto& ops = *static_cast<const weir_source*>(source.ops);

  weir_split split{};
  split.size = sizeof split;
  split.id = Str(file);
  void* reader = nullptr;
  weir_code code = ops.open(self, &split, Str(position), &reader, &error);
  fuzz::Expect(code >= 0, "a file that is there is opened");
  Rows rows{{}, schema.get()};
  rows.output.size = sizeof rows.output;
  rows.output.emit = Take;
  while ((code = ops.poll(reader, &rows.output, &error)) == WEIR_OK) {
  }
  fuzz::Expect(code == WEIR_DONE || code == WEIR_E_SPLIT, std::string("a file of letters is read or damaged: ") + error.message);
  ops.close(reader);
  source.destroy(self);
  return 0;
}
