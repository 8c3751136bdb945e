#include "detect/sample.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "frame/inflate.hpp"

namespace weir::detect {

Result<Sample> ReadSample(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string stored(kSampleBytes, '\0');
  if (!file.read(stored.data(), static_cast<std::streamsize>(stored.size())) && !file.eof())
    return Status::Config(fmt::format("can't read {}: {}", path, std::strerror(errno)));
  stored.resize(static_cast<size_t>(file.gcount()));
  const bool all_there = stored.size() < kSampleBytes;

  frame::Inflater inflater(frame::Limits{});
  inflater.Feed({reinterpret_cast<const uint8_t*>(stored.data()), stored.size()});
  if (all_there) inflater.Finish();
  auto content = std::make_shared<std::string>(kSampleBytes, '\0');
  size_t made = 0;
  bool ended = false;
  while (made < content->size()) {
    const Result<size_t> more = inflater.Inflate({reinterpret_cast<uint8_t*>(content->data()) + made, content->size() - made});
    if (!more.ok() && made == 0) return Status::Config(fmt::format("{}: {}", path, more.status().message()));
    if (!more.ok() || *more == 0) {
      ended = more.ok() && all_there;
      break;
    }
    made += *more;
  }
  content->resize(made);
  return Sample{path, std::move(content), ended};
}

std::vector<frame::Span> Cut(const Sample& sample, const frame::Framing& framing, size_t first_byte, size_t most) {
  const frame::Limits limits;
  const std::string_view content = *sample.content;
  std::vector<frame::Span> records;
  frame::Place place;
  for (size_t at = first_byte; at < content.size() && records.size() < most;) {
    frame::Found found = framing.Cut({content.substr(at), at, place, sample.ended, limits});
    for (const frame::Span span : found.records) {
      if (records.size() == most) break;
      records.push_back({static_cast<uint32_t>(at + span.begin), static_cast<uint32_t>(at + span.end)});
    }
    if (found.end == 0 && !(found.place != place)) break;
    at += found.end;
    place = found.place;
    if (found.needs_more && found.end == 0) break;
  }
  return records;
}

}  // namespace weir::detect
