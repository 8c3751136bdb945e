// Records that end with a newline: a line each, or several lines when a pattern says which line begins a record.
#pragma once

#include <memory>

#include "frame/framing.hpp"

namespace re2 {
class RE2;
}

namespace weir::frame {

class Lines final : public Framing {
 public:
  Lines() = default;
  // A record begins at a line in which `start` is found; the lines that follow belong to it (stack traces).
  explicit Lines(std::shared_ptr<const re2::RE2> start) : start_(std::move(start)) {}

  Found Cut(const Look& look) const override;

 private:
  bool Begins(std::string_view line) const;
  void CutLines(const Look& look, Found& found) const;
  void CutSeveralLines(const Look& look, Found& found) const;
  Found PassOver(const Look& look) const;
  std::shared_ptr<const re2::RE2> start_;  // null: every line is a record
};

}  // namespace weir::frame
