// Bytes of content for each second: lines found, and their fields.
#include "frame/records.hpp"

#include <benchmark/benchmark.h>

#include "alb.hpp"
#include "content.hpp"
#include "cut.hpp"
#include "frame/json_values.hpp"
#include "frame/lines.hpp"
#include "frame/octet_counted.hpp"
#include "frame/quoted_lines.hpp"

namespace weir::bench {
namespace {

frame::Records CutAll(const frame::Framing& framing, const std::string& content) {
  const frame::Limits limits;
  const frame::Found found = framing.Cut({content, 0, {}, true, limits});
  return frame::RecordsOf({nullptr, content.data(), content.size()}, found.records, 0);
}

void Cut(benchmark::State& state, const frame::Framing& framing, const std::string& content) {
  for (auto _ : state) {
    frame::Records records = CutAll(framing, content);
    const Array text(&records.text), offset(&records.offset);
    benchmark::DoNotOptimize(records.rows);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * content.size()));
}

// Each line of a load balancer as a member of an object about as CloudTrail's, some 1.5 KB, on one line.
std::string Json(const char* between) {
  std::string json;
  for (size_t begin = 0; begin < Content().size();) {
    const size_t end = Content().find('\n', begin);
    json += R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},)"
            R"("requestParameters":{"bucketName":"logs","Host":"logs.s3.amazonaws.com","key":")";
    for (const char c : Content().substr(begin, end - begin)) json += c == '"' ? "\\\"" : std::string(1, c);
    json +=
        R"("},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","bytesTransferredIn":0},"resources":[{"type":"AWS::S3::Object"}]})";
    json += between;
    begin = end + 1;
  }
  return json;
}

void CutLines(benchmark::State& state) { Cut(state, frame::Lines(), Content()); }
BENCHMARK(CutLines);

void CutQuotedLines(benchmark::State& state) { Cut(state, frame::QuotedLines(), Content()); }
BENCHMARK(CutQuotedLines);

void CutOctetCounted(benchmark::State& state) {
  std::string counted;
  for (size_t begin = 0; begin < Content().size();) {
    const size_t end = Content().find('\n', begin);
    counted += std::to_string(end - begin) + ' ' + Content().substr(begin, end - begin);
    begin = end + 1;
  }
  Cut(state, frame::OctetCounted(), counted);
}
BENCHMARK(CutOctetCounted);

void CutJsonValues(benchmark::State& state) { Cut(state, frame::JsonValues(), Json("\n")); }
BENCHMARK(CutJsonValues);

void CutJsonWithin(benchmark::State& state) { Cut(state, frame::JsonValues("Records"), "{\"Records\":[" + Json(",") + "null]}"); }
BENCHMARK(CutJsonWithin);

void FindFields(benchmark::State& state) {
  frame::Records records = CutAll(frame::Lines(), Content());
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
