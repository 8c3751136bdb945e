// Dead letters as a `text` sink keeps them: files of JSON lines, plain or compressed, below the folder that its path begins with.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "frame/inflate.hpp"
#include "weir/status.hpp"

namespace weir::replay {

// The files that the sink of the dead letters wrote below the folder that its path names, which may be a template, in order of their
// names; without those that were replayed and without what is staged.  An error when the folder is there and can't be read.
Result<std::vector<std::string>> LetterFiles(const std::string& path);
// The same for those that were replayed, by the names they had before.
Result<std::vector<std::string>> ReplayedFiles(const std::string& path);

// The lines of one file, one after the other.
class LetterFile {
 public:
  explicit LetterFile(const std::string& path);
  // False at the end.  WEIR_E_SPLIT when the file can't be read or is damaged.
  Result<bool> Next(std::string& line);

 private:
  Status Fill();

  const std::string path_;
  std::ifstream in_;
  frame::Inflater inflater_;
  std::vector<uint8_t> stored_;  // what the inflater reads from
  std::string content_;          // inflated, and not given out yet
  size_t at_ = 0;                // how much of it is given out
  bool ended_ = false;
};

}  // namespace weir::replay
