// Spreads the columns of a batch over the cores that are free, in a few groups, each with scratch memory of its own.
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "column_writer.hpp"

namespace weir::parquet {

class Workers {
 public:
  // Calls body(0) .. body(n - 1), perhaps at the same time, and returns when all are done.
  using Parallel = std::function<void(size_t n, const std::function<void(size_t)>& body)>;

  Workers(size_t groups, Codec codec, int level, Parallel parallel) : parallel_(std::move(parallel)) {
    for (size_t i = 0; i < groups; ++i) scratch_.emplace_back(Compressor(codec, level));
  }

  // Calls visit(column, scratch) for each column, in parallel when the work is `big`.
  template <class Visit>
  void ForEachColumn(size_t columns, bool big, const Visit& visit) {
    const size_t groups = big ? std::min(scratch_.size(), columns) : 1;
    std::vector<std::exception_ptr> failures(groups);
    const auto body = [&](size_t group) {
      try {
        // Neighbours are often alike, one cheap, one dear: groups take turns.
        for (size_t column = group; column < columns; column += groups) visit(column, scratch_[group]);
      } catch (...) {
        failures[group] = std::current_exception();  // out of memory; it must not cross the arena
      }
    };
    if (groups == 1)
      body(0);
    else
      parallel_(groups, body);
    for (const std::exception_ptr& failure : failures)
      if (failure) std::rethrow_exception(failure);
  }

  size_t memory() const {
    size_t bytes = 0;
    for (const Scratch& scratch : scratch_) bytes += scratch.memory();
    return bytes;
  }

 private:
  Parallel parallel_;
  std::vector<Scratch> scratch_;
};

}  // namespace weir::parquet
