#include "config/substitute.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "config/display.hpp"
#include "config/guess.hpp"
#include "config/names.hpp"
#include "weir/status.hpp"

namespace weir::config {
namespace {

constexpr size_t kLargestFile = 1 << 20;
// All that references bring in, together: parameters that double each other would fill the memory.
constexpr size_t kMostText = 64 << 20;

class File {
 public:
  explicit File(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Result<std::string> Read(const std::string& path) {
  const auto failed = [&] { return Status::Config(fmt::format("can't read {}: {}", path, std::strerror(errno))); };
  const File file(path);
  struct stat about {};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) return failed();
  // A pipe or a device may never end.
  if (!S_ISREG(about.st_mode)) return Status::Config(fmt::format("can't read {}: it is not a regular file", path));
  std::string text(kLargestFile + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed();
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > kLargestFile) return Status::Config(fmt::format("can't read {}: it is larger than 1 MiB", path));
  text.resize(size);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

// Makes literal text safe to be resolved again: dollars that would start a reference are doubled.
std::string Literal(std::string_view text, bool before_reference) {
  std::string out;
  size_t dollars = 0;
  for (const char c : text) {
    if (c == '{') out.append(dollars, '$');
    dollars = c == '$' ? dollars + 1 : 0;
    out += c;
  }
  if (before_reference) out.append(dollars, '$');
  return out;
}

std::string Written(const std::vector<Resolved::Part>& parts) {
  std::string out, literal;
  for (const Resolved::Part& part : parts) {
    if (!part.is_reference) {
      literal += part.text;
      continue;
    }
    out += Literal(literal, true) + part.text;
    literal.clear();
  }
  return out + Literal(literal, false);
}

Resolved Broken() {
  Resolved broken;
  broken.broken = true;
  return broken;
}

Resolved Plain(std::string text) {
  Resolved plain;
  plain.parts.push_back({text});
  plain.text = std::move(text);
  return plain;
}

Resolved Secret(std::string reference, std::string text) {
  Resolved secret;
  secret.text = std::move(text);
  secret.parts.push_back({std::move(reference), true});
  secret.secret = true;
  return secret;
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void Substitution::Declare(const Entry* params) {
  const Table* declared = params == nullptr ? nullptr : params->value.As<Table>();
  if (params != nullptr && declared == nullptr)
    diagnostics_.Error(params->at, "[params] is a table", fmt::format("found {}", KindOf(params->value)));
  if (declared != nullptr) {
    for (const Entry& entry : declared->entries) {
      if (!IsName(entry.key)) {
        diagnostics_.Error(entry.at, fmt::format("{} can't be the name of a parameter", Quoted(entry.key)), std::string(kNameRule));
        continue;
      }
      std::optional<Resolved> value = DeclareOne(entry);
      names_.push_back(entry.key);
      parameters_.emplace(entry.key, value ? std::move(*value) : Broken());
    }
  }
  for (const auto& [name, value] : invocation_.sets)
    if (!parameters_.contains(name))
      diagnostics_.Error({}, fmt::format("unknown parameter `{}` in --set", name), "", DidYouMean(name, names_));
    else if (!IsUtf8(value))
      // The pipeline is recorded with it, as TOML, and has to be read again when a run died.
      diagnostics_.Error({}, fmt::format("the value of parameter `{}` in --set is not UTF-8", name));
}

std::optional<Resolved> Substitution::DeclareOne(const Entry& entry) {
  static const std::vector<std::string> kKeys{"help", "default"};
  const Table* table = entry.value.As<Table>();
  if (table == nullptr) {
    diagnostics_.Error(entry.value.at, fmt::format("parameter `{}` is not declared as a table", entry.key),
                       fmt::format("expected {{ default = ... }}, found {}", KindOf(entry.value)));
    return std::nullopt;
  }
  std::string help;
  for (const Entry& part : table->entries) {
    if (std::ranges::find(kKeys, part.key) == kKeys.end())
      diagnostics_.Error(part.at, fmt::format("unknown key `{}` in the declaration of parameter `{}`", part.key, entry.key),
                         DidYouMean(part.key, kKeys));
    if (part.key != "help") continue;
    if (const auto* text = part.value.As<std::string>())
      help = *text;
    else
      diagnostics_.Error(part.value.at, fmt::format("the help of parameter `{}` is a string", entry.key),
                         fmt::format("found {}", KindOf(part.value)));
  }
  const auto set =
      std::find_if(invocation_.sets.rbegin(), invocation_.sets.rend(), [&](const auto& one) { return one.first == entry.key; });
  if (set != invocation_.sets.rend()) return Plain(set->second);

  const Entry* fallback = table->Find("default");
  if (fallback == nullptr) {
    diagnostics_.Error(entry.at, fmt::format("parameter `{}` has no value", entry.key), help,
                       fmt::format("set it with --set {}=VALUE, or give it a default", entry.key));
    return std::nullopt;
  }
  if (fallback->value.As<std::string>() != nullptr) return Resolve(fallback->value);
  if (fallback->value.As<Array>() != nullptr || fallback->value.As<Table>() != nullptr) {
    diagnostics_.Error(fallback->value.at, fmt::format("the default of parameter `{}` is one value", entry.key),
                       fmt::format("expected a string, a number or a boolean, found {}", KindOf(fallback->value)));
    return std::nullopt;
  }
  return Plain(Inline(fallback->value));
}

void Substitution::Apply(Value& value) {
  if (auto* array = value.As<Array>())
    for (Value& item : *array) Apply(item);
  if (auto* table = value.As<Table>())
    for (Entry& entry : table->entries) Apply(entry.value);
  auto* text = value.As<std::string>();
  if (text == nullptr) return;
  if (invocation_.recorded) value.substituted = true;
  if (text->find("${") == std::string::npos) return;
  Resolved resolved = Resolve(value);
  value.verbatim = false;
  value.written = Written(resolved.parts);
  value.substituted |= resolved.substituted;
  value.secret = resolved.secret;
  value.broken = resolved.broken;
  *text = std::move(resolved.text);
}

Resolved Substitution::Resolve(const Value& value) {
  const std::string& from = *value.As<std::string>();
  Resolved result;
  size_t reference = 0;
  const auto add = [&](Resolved&& part) {
    bytes_ += part.text.size() + part.parts.size() * sizeof(Resolved::Part);
    result.text += part.text;
    std::ranges::move(part.parts, std::back_inserter(result.parts));
    result.secret |= part.secret;
    result.broken |= part.broken;
  };
  for (size_t at = 0; at < from.size();) {
    const size_t brace = std::min(from.find("${", at), from.size());
    const size_t run = std::min(brace, from.find_last_not_of('$', brace) == std::string::npos ? 0 : from.find_last_not_of('$', brace) + 1);
    const size_t dollars_at = brace == from.size() ? brace : std::max(run, at);
    if (dollars_at > at) add(Plain(from.substr(at, dollars_at - at)));
    if (brace == from.size()) break;
    const size_t dollars = brace + 1 - dollars_at;
    if (dollars > 1) add(Plain(std::string(dollars / 2, '$')));
    const Location place = reference < value.references.size() ? value.references[reference] : value.at;
    ++reference;
    at = brace + 1;
    if (dollars % 2 == 0) continue;
    const size_t close = from.find('}', brace);
    if (close == std::string::npos) {
      diagnostics_.Error(place, "this reference is not closed", "expected `}`", "a literal ${ is written $${");
      return Broken();
    }
    result.substituted = true;
    add(Reference(from.substr(brace + 2, close - brace - 2), place));
    at = close + 1;
    // References inside of a name are part of the name, and not counted again.
    for (size_t inner = from.find("${", brace + 2); inner < close; inner = from.find("${", inner + 2)) ++reference;
  }
  if (bytes_ <= kMostText) return result;
  diagnostics_.Error(value.at, "the references of this file bring in more than 64 MiB");
  return Broken();
}

Resolved Substitution::Reference(const std::string& name, const Location& at) {
  if (bytes_ > kMostText) return Broken();
  if (name.starts_with("file:")) return FromFile(name.substr(5), at);
  if (name.starts_with("env:")) {
    const std::string variable = name.substr(4);
    std::optional<std::string> value = variable.empty() ? std::nullopt : invocation_.environment(variable);
    if (value) return Secret("${" + name + "}", std::move(*value));
    diagnostics_.Error(at, fmt::format("the environment has no variable `{}`", variable));
    return Broken();
  }
  if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
  if (!IsName(name)) {
    diagnostics_.Error(at, "this is not a reference", "expected ${name}, ${env:NAME} or ${file:/path}", "a literal ${ is written $${");
    return Broken();
  }
  const std::string guess = DidYouMean(name, names_);
  diagnostics_.Error(
      at, fmt::format("unknown parameter `{}`", name), guess,
      guess.empty() ? "parameters are declared in [params], above the defaults that use them; the environment is ${env:NAME}" : "");
  return Broken();
}

Resolved Substitution::FromFile(const std::string& path, const Location& at) {
  Result<std::string> text =
      path.empty() || path.find('\0') != std::string::npos ? Status::Config("expected a path behind `file:`") : Read(path);
  if (text.ok()) return Secret("${file:" + path + "}", std::move(*text));
  diagnostics_.Error(at, text.status().message());
  return Broken();
}

}  // namespace weir::config
