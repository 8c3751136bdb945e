// Values for each second: text looked up in a dictionary, and columns encoded into pages.
#include <benchmark/benchmark.h>

#include <random>

#include "parquet/column_writer.hpp"
#include "parquet/text_dictionary.hpp"
#include "weir/builders.hpp"

namespace weir::bench {
namespace {

constexpr int64_t kRows = 100'000;

// Values of about sixty bytes, `distinct` of them, as often as it happens.
std::vector<std::string> Texts(int64_t distinct) {
  std::mt19937_64 random(1);
  std::vector<std::string> texts;
  for (int64_t i = 0; i < kRows; ++i)
    texts.push_back("https://www.example.com:443/products/details/" + std::to_string(random() % static_cast<uint64_t>(distinct)) +
                    "?ref=mail");
  return texts;
}

void Dictionary(benchmark::State& state) {
  const std::vector<std::string> texts = Texts(state.range(0));
  for (auto _ : state) {
    parquet::TextDictionary dictionary;
    for (const std::string& text : texts)
      if (dictionary.Find(text) == parquet::TextDictionary::kAbsent) dictionary.Add(text);
    benchmark::DoNotOptimize(dictionary.size());
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * kRows);
}
BENCHMARK(Dictionary)->Arg(10)->Arg(1000)->Arg(50'000);

void Encode(benchmark::State& state, parquet::Kind kind, Type type, const Array& array) {
  for (auto _ : state) {
    parquet::Habit habit;
    parquet::Scratch scratch(parquet::Compressor(parquet::Codec::Snappy, 0));
    const auto writer = parquet::MakeColumnWriter(kind, habit);
    writer->Append({type, array.get(), 1}, store::Rows::All(kRows), scratch);
    const auto chunk = writer->Finish(scratch);
    if (!chunk.ok()) return state.SkipWithError(chunk.status().message().c_str());
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * kRows);
}

void EncodeTexts(benchmark::State& state) {
  const std::vector<std::string> texts = Texts(state.range(0));
  TextBuilder builder(kRows);
  for (int64_t i = 0; i < kRows; ++i) builder.Copy(i, texts[static_cast<size_t>(i)]);
  Encode(state, parquet::Kind::Text, Type::Text, Array(builder.Finish()));
}
BENCHMARK(EncodeTexts)->Arg(10)->Arg(1000)->Arg(1'000'000);

void EncodeIntegers(benchmark::State& state) {
  std::mt19937_64 random(1);
  ValuesBuilder<int64_t> builder(kRows);
  for (int64_t i = 0; i < kRows; ++i) builder.Set(i, static_cast<int64_t>(random() % static_cast<uint64_t>(state.range(0))));
  Encode(state, parquet::Kind::Int64, Type::Int64, Array(builder.Finish()));
}
BENCHMARK(EncodeIntegers)->Arg(10)->Arg(1'000'000'000);

}  // namespace
}  // namespace weir::bench
