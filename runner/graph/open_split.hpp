// A split that a source has open.  What is transient is tried again here.
#pragma once

#include <string>
#include <string_view>

#include "graph/call.hpp"
#include "graph/reader.hpp"

namespace weir::graph {

class OpenSplit {
 public:
  explicit OpenSplit(const Reading& reading) : reading_(reading), source_(reading.lane.node().source()) {}
  ~OpenSplit() { Close(); }
  OpenSplit(const OpenSplit&) = delete;

  // WEIR_OK, or WEIR_RESTARTED when the position was void.
  Result<weir_code> Open(std::string_view position) {
    Close();
    return Try(
        [&](weir_error& error) { return source_.open(reading_.lane.node().self, &reading_.split->view, Str(position), &reader_, &error); });
  }
  Result<weir_code> Poll(weir_output& output) {
    return Try([&](weir_error& error) { return source_.poll(reader_, &output, &error); });
  }

 private:
  void Close() {
    if (reader_ != nullptr) source_.close(std::exchange(reader_, nullptr));
  }

  template <class Call>
  Result<weir_code> Try(Call&& call) {
    Backoff backoff(reading_.runtime);
    for (;;) {
      weir_error error = NoError();
      const weir_code code = call(error);
      Status status = Outcome(code, error);
      if (status.ok()) return code;
      if (code != WEIR_E_RETRY) return status;
      if (!backoff.Wait(error.retry_after_ms))
        return reading_.runtime.cancelled() ? Status::Cancelled() : Status::Fatal(std::string(error.message) + "; gave up");
    }
  }

  const Reading& reading_;
  const weir_source& source_;
  void* reader_ = nullptr;
};

}  // namespace weir::graph
