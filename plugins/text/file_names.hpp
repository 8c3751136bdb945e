// What the files of one lane are called, one after the other.
#pragma once

#include <string>
#include <string_view>

#include "text/name_template.hpp"

namespace weir::text {

class FileNames {
 public:
  // `name` outlives it; `suffix` has its dot.
  FileNames(const NameTemplate& name, Namer namer, uint32_t lane, std::string suffix)
      : name_(name), namer_(std::move(namer)), suffix_(std::move(suffix)), place_{.lane = lane} {}

  void Begin(uint64_t epoch);
  // `beginning` is a folder with its slash, or what the file's name begins with; at most NAME_MAX bytes come of it.
  std::string Next(std::string_view beginning);
  const std::string& state_id() const { return namer_.state_id; }

 private:
  const NameTemplate& name_;
  const Namer namer_;
  const std::string suffix_;
  FilePlace place_;  // of the next file
};

}  // namespace weir::text
