// Bytes of JSON for each second: its tokens found, and all of it walked, checked, and the values of CloudTrail's columns found.
#include <benchmark/benchmark.h>

#include "cloudtrail.hpp"
#include "events.hpp"
#include "json_finder.hpp"
#include "json_tokens.hpp"

namespace weir::bench {
namespace {

template <class Work>
void ForEachChunk(benchmark::State& state, Work&& work) {
  const Array events = Events();
  parsers::Records records;
  for (auto _ : state) {
    records.Load(Type::Text, *events.get());
    for (parsers::Chunk chunk; records.Next(chunk);) work(chunk);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * EventText().size()));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kEvents));
}

void FindTokens(benchmark::State& state) {
  parsers::JsonTokens tokens;
  ForEachChunk(state, [&](const parsers::Chunk& chunk) {
    for (uint32_t row = 0; row < chunk.rows; ++row) {
      const char* byte = nullptr;
      benchmark::DoNotOptimize(tokens.Find(chunk.record(row), byte));
    }
  });
}
BENCHMARK(FindTokens);

void FindValues(benchmark::State& state) {
  parsers::JsonPaths paths;
  if (!paths.Add(parsers::kCloudTrail.columns).ok()) return state.SkipWithError("a path can't be read");
  parsers::JsonFinder finder(paths, parsers::kCloudTrail.fields, true);
  parsers::Faults faults;
  faults.Reset(kEvents);
  ForEachChunk(state, [&](const parsers::Chunk& chunk) { finder.Find(chunk, faults); });
  if (faults.any()) state.SkipWithError("an event was not read");
}
BENCHMARK(FindValues);

}  // namespace
}  // namespace weir::bench
