// What a reader of chunks emits, and bytes to read.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "weir/columns.hpp"
#include "weir/component.hpp"

namespace weir::files {

struct Taken : weir_output {
  std::string bytes, position;
  weir_code answer = WEIR_OK;
  Taken() : weir_output{sizeof(weir_output), 1024, 1 << 20, Take} {}
  static weir_code Take(weir_output* self, weir_batch* batch) {
    auto& taken = *static_cast<Taken*>(self);
    const Array array(&batch->array);
    EXPECT_EQ(1, array.rows());
    taken.bytes += OffsetTexts(*array.get()->children[0])[0];
    taken.position = View(batch->position);
    return taken.answer;
  }
};

inline weir_code Poll(Source::Reader& reader, Taken& taken) {
  Output output(&taken);
  const auto polled = reader.poll(output);
  return polled.ok() ? *polled : polled.status().code();
}

inline weir_code PollAll(Source::Reader& reader, Taken& taken) {
  weir_code code;
  do code = Poll(reader, taken);
  while (code == WEIR_OK);
  return code;
}

inline std::string Noise(size_t bytes, uint32_t seed = 1) {
  std::string noise(bytes, '\0');
  for (char& c : noise) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return noise;
}

inline std::string Offset(uint64_t offset) { return {reinterpret_cast<const char*>(&offset), sizeof offset}; }
inline uint64_t OffsetOf(std::string_view position) {
  uint64_t offset = 0;
  if (!position.empty()) std::memcpy(&offset, position.data(), sizeof offset);
  return offset;
}

}  // namespace weir::files
