// The command `weir aws`.  The plugin has no components.

#include <CLI/CLI.hpp>
#include <exception>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "aws/whoami.hpp"
#include "weir/command.h"
#include "weir/status.hpp"

namespace {

using namespace weir;

constexpr int32_t kUsage = 2;

int32_t Run(size_t argc, const char* const* argv, const weir_terminal* terminal) try {
  CLI::App app("Who weir is to AWS", "weir aws");
  app.require_subcommand(1);
  std::optional<std::string> profile, region;
  CLI::App* whoami = app.add_subcommand("whoami", "Which credentials are found, where, and whose they are");
  whoami->add_option("--profile", profile, "A profile of ~/.aws/config, instead of $AWS_PROFILE")->type_name("NAME");
  whoami->add_option("--region", region, "Instead of $AWS_REGION and the profile's")->type_name("NAME");
  try {
    app.parse(std::vector<std::string>(std::make_reverse_iterator(argv + argc), std::make_reverse_iterator(argv)));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    terminal->print(terminal, Str(out.str()));
    terminal->talk(terminal, Str(err.str()));
    return code == 0 ? 0 : kUsage;
  }
  const aws::Whoami answer = aws::AskWhoami(aws::Outside::OfProcess(), profile, region);
  terminal->print(terminal, Str(answer.out));
  terminal->talk(terminal, Str(answer.err));
  return answer.exit;
} catch (const std::exception& error) {
  terminal->talk(terminal, Str(std::string("error: ") + error.what() + ": a bug in weir\n"));
  return 1;
}

const weir_command kCommand{sizeof(weir_command), "aws", "Who weir is to AWS: weir aws whoami", Run};

const void* Extension(const char* id) { return std::string_view(id) == WEIR_COMMAND_1 ? &kCommand : nullptr; }

const weir_plugin kPlugin{sizeof(weir_plugin), WEIR_ABI_MINOR, "aws", "0.1.0", "", "", nullptr, 0, Extension};

}  // namespace

extern "C" const weir_plugin* weir_plugin_v1(void) { return &kPlugin; }
