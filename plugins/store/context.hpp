// What a component lends the store while it waits: whether to go on, and where to say what takes long.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "weir/host.hpp"

namespace weir::store {

struct Context {
  std::function<bool()> cancelled{};                                   // [any]; none: never
  std::function<void(int32_t level, std::string_view message)> log{};  // [any]; none: nowhere

  static Context Of(const Host& host) {
    return {[host] { return host.cancelled(); }, [host](int32_t level, std::string_view message) { host.Log(level, message); }};
  }
};

}  // namespace weir::store
