// One dead letter, as a line of the files that the `text` sink keeps them in.  The files are for people too: a line may be anything.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace weir::replay {

struct Letter {
  std::string node, reason;  // empty when the line does not say them as text
  nlohmann::json fields;     // the object that the line is

  // Nothing when the line is no JSON object, or one that nests deeper than any letter.
  static std::optional<Letter> Parse(std::string_view line);
  // The columns that have no field of their own; an object, empty when the line has none.
  nlohmann::json Columns() const;
};

// Text as it was before it became JSON; what is none is written as JSON.
std::string TextOf(const nlohmann::json& value);

}  // namespace weir::replay
