#include "aws/outside.hpp"

#include <algorithm>
#include <thread>

namespace weir::aws {

Outside Outside::OfProcess() {
  return {ProcessEnvironment(),
          [](HttpRequest request, const Cancelled& cancelled) { return Http::Shared().Send(std::move(request), cancelled); },
          [] { return std::chrono::system_clock::now(); },
          [](std::chrono::milliseconds time, const Cancelled& cancelled) {
            constexpr std::chrono::milliseconds kLook{100};
            for (; time.count() > 0 && !IsCancelled(cancelled); time -= kLook) std::this_thread::sleep_for(std::min(time, kLook));
          }};
}

}  // namespace weir::aws
