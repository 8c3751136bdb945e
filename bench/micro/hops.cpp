// What a batch pays on its way: credits taken and given back, and one station of a lane to the next.
#include <benchmark/benchmark.h>

#include "graph/credits.hpp"
#include "graph/flow.hpp"

namespace weir::bench {
namespace {

void Credits(benchmark::State& state) {
  static graph::Credits credits(1 << 30, 8, 1 << 20);
  for (auto _ : state) {
    const graph::Credits::Hold hold = credits.Take(static_cast<uint32_t>(state.thread_index()), 4096);
    benchmark::DoNotOptimize(hold.bytes());
  }
}
BENCHMARK(Credits)->Threads(1)->Threads(2);

// Messages through this many stations of one lane, one behind the other, as fast as they go.
void Hop(benchmark::State& state) {
  constexpr int64_t kMessages = 1000;
  const auto stations = static_cast<size_t>(state.range(0));
  graph::Flow flow(2);
  std::vector<graph::Flow::Station> lane(stations);
  for (size_t i = stations; i-- > 0;)
    lane[i] = flow.Add([&flow, &lane, i](const graph::Message& message) {
      if (i + 1 < lane.size()) flow.Put(lane[i + 1], message);
    });
  for (auto _ : state) {
    for (int64_t n = 0; n < kMessages; ++n) flow.Put(lane[0], {std::make_shared<graph::Batch>(), nullptr});
    flow.Wait();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * stations) * kMessages);
}
BENCHMARK(Hop)->Arg(1)->Arg(3)->UseRealTime();

// One message at a time: what a hop adds to the time that a batch takes.
void HopAlone(benchmark::State& state) {
  graph::Flow flow(2);
  const graph::Flow::Station station = flow.Add([](const graph::Message&) {});
  for (auto _ : state) {
    flow.Put(station, {std::make_shared<graph::Batch>(), nullptr});
    flow.Wait();
  }
}
BENCHMARK(HopAlone)->UseRealTime();

}  // namespace
}  // namespace weir::bench
