// Bytes of content for each second: gzip as log archives have it, with ISA-L.
#include "frame/inflate.hpp"

#include <benchmark/benchmark.h>
#include <zlib.h>

#include "content.hpp"

namespace weir::bench {
namespace {

std::string Gzipped(const std::string& content) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

void Inflate(benchmark::State& state) {
  static const std::string packed = Gzipped(Content());
  std::vector<uint8_t> out(1 << 20);
  for (auto _ : state) {
    frame::Inflater inflater(frame::Limits{});
    inflater.Feed({reinterpret_cast<const uint8_t*>(packed.data()), packed.size()});
    inflater.Finish();
    for (;;) {
      const Result<size_t> made = inflater.Inflate(out);
      if (!made.ok()) return state.SkipWithError(made.status().message().c_str());
      if (*made == 0) break;
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * Content().size()));
}
BENCHMARK(Inflate);

}  // namespace
}  // namespace weir::bench
