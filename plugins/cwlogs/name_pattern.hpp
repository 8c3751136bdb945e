// Which names of log groups or streams are meant: a name, or a pattern with wildcards as fnmatch(3) has them ("*" takes slashes too).
#pragma once

#include <string>
#include <string_view>

namespace weir::cwlogs {

class NamePattern {
 public:
  explicit NamePattern(std::string text);
  const std::string& text() const { return text_; }
  bool is_name() const { return prefix_.size() == text_.size(); }
  // What every name that matches begins with: what the service can be asked for.
  const std::string& prefix() const { return prefix_; }
  // Whether names that begin with the prefix need no second look.
  bool is_prefix() const { return text_.size() == prefix_.size() + 1 && text_.back() == '*'; }
  bool Matches(const std::string& name) const;

 private:
  std::string text_, prefix_;
};

}  // namespace weir::cwlogs
