// weir: the words of the command line.  What they do is in cli/.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace {

using namespace weir;

// `weir FILE.toml` is `weir run FILE.toml`, so that a pipeline can begin with #!.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front().ends_with(".toml")) words.insert(words.begin(), "run");
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  return words;
}

void AddPluginPath(CLI::App& command, std::vector<std::string>& paths) {
  command.add_option("--plugin-path", paths, "Folder or file to load plugins from, before $WEIR_PLUGIN_PATH and the installed ones")->type_name("PATH");
}

void AddFile(CLI::App& command, cli::FileArgs& args) {
  command.add_option("file", args.file, "The pipeline")->required()->type_name("FILE");
  command.add_option("--set", args.sets, "Fills a parameter of the pipeline; may be repeated")->type_name("NAME=VALUE")->check([](const std::string& set) {
    return set.find('=') == std::string::npos ? std::string("--set wants NAME=VALUE") : std::string();
  });
  AddPluginPath(command, args.plugin_paths);
}

int Main(int argc, char** argv) {
  CLI::App app("Moves logs: runs a pipeline that a TOML file describes.\n\n  weir run pipelines/alb-to-parquet.toml --set input=logs --set output=lake/alb", "weir");
  app.require_subcommand(1);
  int exit = cli::kDone;

  cli::RunArgs run;
  CLI::App* run_command = app.add_subcommand("run", "Runs a pipeline to its end");
  AddFile(*run_command, run.file);
  run_command->add_option("--summary", run.summary, "Writes the ledger as JSON")->type_name("FILE");
  run_command->add_option("--progress", run.progress, "How to show progress on stderr")->check(CLI::IsMember({"auto", "plain", "none"}))->capture_default_str();
  run_command->callback([&] { exit = cli::RunPipeline(run); });

  cli::FileArgs check;
  CLI::App* check_command = app.add_subcommand("check", "Says what is wrong with a pipeline, without running it");
  AddFile(*check_command, check);
  check_command->callback([&] { exit = cli::Check(check); });

  cli::FileArgs graph;
  CLI::App* graph_command = app.add_subcommand("graph", "Prints the nodes of a pipeline and the columns between them");
  AddFile(*graph_command, graph);
  graph_command->callback([&] { exit = cli::Graph(graph); });

  cli::FileArgs state;
  CLI::App* state_command = app.add_subcommand("state", "What a pipeline remembers between runs");
  state_command->require_subcommand(1);
  CLI::App* reset_command = state_command->add_subcommand("reset", "Forgets what was read: the next run reads everything again");
  AddFile(*reset_command, state);
  reset_command->callback([&] { exit = cli::StateReset(state); });

  std::vector<std::string> list_paths;
  CLI::App* list_command = app.add_subcommand("list", "Lists the sources, transforms and sinks there are");
  AddPluginPath(*list_command, list_paths);
  list_command->callback([&] { exit = cli::List(list_paths); });

  CLI::App* version_command = app.add_subcommand("version", "Prints the version");
  version_command->callback([] { fmt::print("weir {}\n", WEIR_VERSION); });

  try {
    app.parse(Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kDone : cli::kUsage;
  }
  return exit;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}: a bug in weir\n", error.what());
    return cli::kBug;
  }
}
