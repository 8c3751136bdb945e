// Which parser reads a sample: each is tried on it, with the framing that it asks for.
#pragma once

#include <string>
#include <vector>

#include "detect/sample.hpp"
#include "detect/trial.hpp"
#include "plugin/catalog.hpp"

namespace weir::detect {

struct Finding {
  std::string type;
  std::vector<std::string> options;  // those that were guessed, each as a line of a pipeline
  Trial::Outcome outcome;
};

// Those that read nine tenths of the records at least, the best first: formats of their own before general ones, then who reads most.
std::vector<Finding> Detect(const plugin::Catalog& catalog, const Sample& sample);

}  // namespace weir::detect
