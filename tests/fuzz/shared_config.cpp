// The shared config and credentials files of AWS, whatever somebody wrote there: they are read, or the line that is wrong is named;
// with the line ends of Windows they say the same.
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

std::string AsOfWindows(std::string_view text) {
  std::string lines;
  for (const char c : text) lines.append(c == '\n' ? "\r" : "").append(1, c);
  return lines;
}

bool AreSame(const aws::Settings* one, const aws::Settings* other) {
  return one == nullptr || other == nullptr ? one == other : *one == *other;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const std::string config(input.Until('\f'));
  const std::string credentials(input.Rest());
  const Result<aws::SharedConfig> parsed = aws::SharedConfig::Parse(config, credentials, "config", "credentials");
  const Result<aws::SharedConfig> of_windows =
      aws::SharedConfig::Parse(AsOfWindows(config), AsOfWindows(credentials), "config", "credentials");
  fuzz::Expect(of_windows.ok() == parsed.ok() && of_windows.status().message() == parsed.status().message(), "line ends make no error");
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
    fuzz::Expect(AreSame(parsed->profile(name), of_windows->profile(name)) &&
                     AreSame(parsed->sso_session(name), of_windows->sso_session(name)) &&
                     AreSame(parsed->services(name), of_windows->services(name)),
                 "line ends are no part of what is said");
  }
  return 0;
}
