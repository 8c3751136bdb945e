#include "generate/format.hpp"

#include "generate/alb.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeFormat(FormatName name, uint64_t seed) {
  switch (name) {
    case FormatName::Alb: return MakeAlb(seed);
  }
  return nullptr;
}

}  // namespace weir::generate
