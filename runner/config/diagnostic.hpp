// Everything that is wrong with one pipeline file, found in one pass and shown together: file, line, column, a caret under the word,
// what was expected.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/lines.hpp"

namespace weir::config {

enum class Severity { Error, Warning };

struct Diagnostic {
  Location at;  // may be unknown: a missing --set is at no place in the file
  Severity severity = Severity::Error;
  std::string message;  // what is wrong
  std::string label;    // behind the carets: what was expected, or the one guess
  std::string help;     // what to do, where to read on
};

class Diagnostics {
 public:
  // `path` is shown as it is.  A byte order mark at the start of the text is dropped.
  Diagnostics(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }

  void Error(Location at, std::string message, std::string label = "", std::string help = "");
  void Warn(Location at, std::string message, std::string label = "", std::string help = "");

  // Warnings do not count here.
  bool empty() const { return errors_ == 0; }
  size_t count() const { return errors_; }
  bool has_warnings() const { return found_.size() > errors_; }

  // In the order of the file, what has no place first; empty when there is nothing to say.
  std::string Render(bool colour) const;

 private:
  void Add(Diagnostic diagnostic);

  std::string path_;
  std::string text_;
  size_t errors_ = 0;
  std::vector<Diagnostic> found_;
};

}  // namespace weir::config
