// Parameters and `${}` references.  They are resolved in string values after parsing, so what they bring in is text, never structure.
//
//   ${name}          a parameter, from --set or its default        $${     a literal ${
//   ${env:NAME}      the environment                               $$${x}  a literal $ before a reference
//   ${file:/path}    a file, without the newline at its end
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"

namespace weir::config {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

std::optional<std::string> ProcessEnvironment(const std::string& name);

// How the runner was called.
// A value that an option of a source has instead of what the file says.
struct Pin {
  std::string source, option, text;
};

struct Invocation {
  std::vector<std::pair<std::string, std::string>> sets;  // --set NAME=VALUE; the last one of a name counts
  Environment environment = ProcessEnvironment;
  int64_t now_ns = 0;
  std::vector<Pin> pins;  // to sources that the file does not have: ignored
  bool recorded = false;  // the text is what Canonical printed: what parameters had filled in is plain text there
};

// Text put together from literal parts and references.
struct Resolved {
  struct Part {
    std::string text;
    bool is_reference = false;  // text is "${env:NAME}"; its value is in `Resolved::text` only
  };
  std::string text;
  std::vector<Part> parts;
  bool substituted = false, secret = false, broken = false;
};

using Parameters = std::map<std::string, Resolved, std::less<>>;

// Resolves one file's references.
class Substitution {
 public:
  Substitution(const Invocation& invocation, Diagnostics& diagnostics) : invocation_(invocation), diagnostics_(diagnostics) {}

  // Reads [params], which may be absent, and the --set values.  A default may use the parameters above it.
  void Declare(const Entry* params);
  // Replaces the references in every string below this value.
  void Apply(Value& value);

 private:
  std::optional<Resolved> DeclareOne(const Entry& entry);
  Resolved Resolve(const Value& value);
  Resolved Reference(const std::string& name, const Location& at);
  Resolved FromFile(const std::string& path, const Location& at);

  const Invocation& invocation_;
  Diagnostics& diagnostics_;
  Parameters parameters_;
  std::vector<std::string> names_;
  size_t bytes_ = 0;
};

}  // namespace weir::config
