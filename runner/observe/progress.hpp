// Says how far a run is: one line that rewrites itself on a terminal, a line now and then elsewhere.
#pragma once

#include <string>
#include <thread>

#include "graph/runtime.hpp"

namespace weir::observe {

enum class ProgressStyle { None, Plain, Terminal };

// `wish` is the --progress option: auto, plain or none.
ProgressStyle StyleOf(const std::string& wish);

class Progress {
 public:
  Progress(const graph::Totals& totals, ProgressStyle style);
  ~Progress();  // removes the line

 private:
  void Show(std::stop_token stop);

  const graph::Totals& totals_;
  const ProgressStyle style_;
  std::jthread thread_;
};

}  // namespace weir::observe
