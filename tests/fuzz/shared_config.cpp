// The shared config and credentials files of AWS, whatever somebody wrote there: they are read, or the line that is wrong is named.
//
// Input: the config file; behind a form feed, the credentials file.
#include <string>

#include "aws/profile.hpp"
#include "input.hpp"

using namespace weir;

namespace {

// "config:17: why"
bool NamesALine(const std::string& message) {
  for (const std::string_view file : {"config:", "credentials:"}) {
    if (!message.starts_with(file)) continue;
    const size_t end = message.find_first_not_of("0123456789", file.size());
    return end != std::string::npos && end > file.size() && message.substr(end, 2) == ": ";
  }
  return false;
}

void Check(const aws::Settings* settings) {
  if (settings == nullptr) return;
  for (const auto& [name, value] : *settings) {
    fuzz::Expect(!name.empty(), "a setting has a name");
    for (const char c : name) fuzz::Expect(c < 'A' || c > 'Z', "names are in lower case");
    fuzz::Expect(value.find('\0') == std::string::npos, "a value is text");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const std::string config(input.Until('\f'));
  const std::string credentials(input.Rest());
  const Result<aws::SharedConfig> parsed = aws::SharedConfig::Parse(config, credentials, "config", "credentials");
  if (!parsed.ok()) {
    fuzz::Expect(parsed.status().code() == WEIR_E_CONFIG, "what is wrong is a matter of configuration");
    fuzz::Expect(NamesALine(parsed.status().message()), "the line that is wrong is named");
    fuzz::Expect(parsed.status().message().size() < 120, "no message holds what the line says");
    return 0;
  }
  for (const char* name : {"default", "a", "b", "c d"}) {
    Check(parsed->profile(name));
    Check(parsed->sso_session(name));
    Check(parsed->services(name));
  }
  return 0;
}
