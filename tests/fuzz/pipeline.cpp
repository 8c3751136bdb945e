// A pipeline file, its parameters and its environment: whatever they hold, loading says what is wrong, and what it records loads again
// as the same pipeline.
//
// Input: the file; behind it, each after a form feed, `NAME=VALUE` for --set, or `NAME:VALUE` for the environment.
#include "config/pipeline.hpp"

#include <map>

#include "input.hpp"

using namespace weir;

namespace {

config::Invocation InvocationOf(fuzz::Input& input) {
  config::Invocation invocation;
  invocation.now_ns = 1'714'521'600'000'000'000;
  std::map<std::string, std::string> environment;
  while (!input.empty()) {
    const std::string_view one = input.Until('\f');
    const size_t sign = std::min(one.find_first_of("=:"), one.size());
    const std::string name(one.substr(0, sign)), value(one.substr(std::min(sign + 1, one.size())));
    if (sign < one.size() && one[sign] == ':')
      environment[name] = value;
    else
      invocation.sets.emplace_back(name, value);
  }
  invocation.environment = [environment](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  return invocation;
}

// No control byte of a file or a parameter reaches the terminal.
void ExpectPrintable(const std::string& said) {
  for (const char c : said)
    fuzz::Expect(static_cast<unsigned char>(c) >= 0x20 || c == '\n', "a message has no control characters: " + said);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  std::string text(input.Until('\f'));
  // What files hold is not in the input.
  if (text.find("file:") != std::string::npos) return 0;
  const config::Invocation invocation = InvocationOf(input);
  config::Diagnostics diagnostics("fuzz.toml", std::move(text));
  const std::optional<config::Pipeline> pipeline = config::Load(invocation, diagnostics);
  ExpectPrintable(diagnostics.Render(false));
  fuzz::Expect(pipeline || !diagnostics.empty(), "without a pipeline there is an error");
  if (!pipeline || !diagnostics.empty()) return 0;

  for (const config::Node& node : pipeline->nodes)
    for (const config::Edge& edge : node.from) fuzz::Expect(pipeline->Find(edge.node) != nullptr, "every edge comes from a node");
  config::Diagnostics recorded("recorded", pipeline->canonical);
  config::Invocation again;
  again.environment = invocation.environment;
  again.now_ns = invocation.now_ns;
  again.recorded = true;
  const std::optional<config::Pipeline> same = config::Load(again, recorded);
  fuzz::Expect(same && recorded.empty(), "what was recorded loads again: " + recorded.Render(false) + pipeline->canonical);
  fuzz::Expect(same->canonical == pipeline->canonical, "recording a record changes nothing:\n" + pipeline->canonical + same->canonical);
  fuzz::Expect(same->name == pipeline->name && same->nodes.size() == pipeline->nodes.size(), "it has the same name and nodes");
  fuzz::Expect(same->lanes == pipeline->lanes && same->memory == pipeline->memory && same->epoch.bytes == pipeline->epoch.bytes &&
                   same->epoch.every == pipeline->epoch.every,
               "it has the same settings");
  return 0;
}
