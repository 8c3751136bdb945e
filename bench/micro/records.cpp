// Bytes of content for each second: lines found, and their fields.
#include <benchmark/benchmark.h>

#include "alb.hpp"
#include "content.hpp"
#include "cut.hpp"

namespace weir::bench {
namespace {

void CutRecords(benchmark::State& state) {
  const frame::Lines lines;
  for (auto _ : state) {
    frame::Records records = lines.Cut(ContentBuffer(), 0);
    const Array text(&records.text), offset(&records.offset);
    benchmark::DoNotOptimize(records.rows);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * Content().size()));
}
BENCHMARK(CutRecords);

void FindFields(benchmark::State& state) {
  frame::Records records = frame::Lines().Cut(ContentBuffer(), 0);
  const Array text(&records.text), offset(&records.offset);
  parsers::Cutter cutter(parsers::kAlb);
  parsers::Records loaded;
  for (auto _ : state) {
    loaded.Load(Type::Text, *text.get());
    for (parsers::Chunk chunk; loaded.Next(chunk);) {
      cutter.Cut(chunk);
      benchmark::DoNotOptimize(cutter.count(0));
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * Content().size()));
}
BENCHMARK(FindFields);

}  // namespace
}  // namespace weir::bench
