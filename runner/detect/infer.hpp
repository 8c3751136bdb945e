// Guesses the columns of formats whose records do not say what they hold, from a sample: the `columns` of the json and csv parsers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::detect {

// Lines of a pipeline: `columns = ["time timestamp", "user text from user.name", ...]`.  None when these are no JSON objects.
std::vector<std::string> ColumnsOfJson(const std::vector<std::string_view>& records);

// Of records with a header line: `separator = ";"`, unless it is a comma, and `columns = [...]`.  None when the first of them is no such
// line.
std::vector<std::string> ColumnsOfCsv(const std::vector<std::string_view>& records);

}  // namespace weir::detect
