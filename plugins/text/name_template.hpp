// What files are called inside of their folder.
//
//   name  = *( literal | field )     "{{" and "}}" are braces
//   field = "{node}" | "{state}" | "{epoch}" | "{lane}" | "{n}" | "{random}" | "{sequence}"
//
// Names are pure functions of the state, the node and the file's place in what they wrote: nothing of them is a clock or chance.  Every
// template that Parse lets through gives each file another name, whichever sink writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/writer.hpp"
#include "weir/status.hpp"

namespace weir::text {

enum class NameField {
  Node,
  State,  // the first eight digits of its id
  Epoch,
  Lane,
  Number,    // counts the lane's files of an epoch
  Random,    // 16 hex digits, a hash of node, state, epoch, lane and number
  Sequence,  // epoch, lane and number with leading zeros: sorts as a text in the order of what was written
};
using NamePiece = std::variant<std::string, NameField>;

// The one who gives names.
struct Namer {
  std::string node, state_id;
};
// Which of the namer's files it is.
struct FilePlace {
  uint64_t epoch = 0;
  uint32_t lane = 0;
  uint64_t number = 0;
};

struct NameTemplate {
  static constexpr std::string_view kDefault = "{node}-{state}-{epoch}-{lane}-{n}";

  std::vector<NamePiece> pieces;
  std::string suffix;  // ".log"; empty when the template has none

  // CONFIG when it is not a template, when two files could get one name, or when a name could be none or too long.
  static Result<NameTemplate> Parse(std::string_view name);
  // The name without its suffix.
  std::string Render(const Namer& namer, const FilePlace& place) const;
  // Knows the names that `namer.node` gives by this template, whatever their suffix, under the state `namer.state_id` or another.
  // With `anywhere` they may have something and a "-" before them.
  store::NameReader ReaderOf(const Namer& namer, bool anywhere) const;

  bool has(NameField field) const;
};

}  // namespace weir::text
