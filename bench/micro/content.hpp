// What the micro benchmarks work on: lines of a load balancer, as `generate` makes them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generate/format.hpp"

namespace weir::bench {

constexpr size_t kContentBytes = 8u << 20;

inline const std::string& Content() {
  static const std::string content = [] {
    const auto format = generate::MakeFormat(generate::FormatName::Alb, 1);
    const auto lines = format->Open(0, kContentBytes);
    std::string text;
    for (uint64_t number = 0; text.size() < kContentBytes; ++number) {
      lines->Append(number, text.size(), text);
      text += '\n';
    }
    return text;
  }();
  return content;
}

}  // namespace weir::bench
