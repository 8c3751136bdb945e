// weir: the words of the command line.  What they do is in cli/.

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/commands.hpp"
#include "time/instants.hpp"

namespace {

using namespace weir;

// Sinks may keep hundreds of files open; the soft limit is often 1,024, the hard one far above.
void AllowManyFiles() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

// Buffers of a MiB come and go all the time.  By default the allocator gives them back to the system, and what comes from there has to be
// touched and zeroed anew: up to 16 MiB of each of its arenas stay.  There are no more arenas than what runs at once needs, or readers of a
// bucket, who mostly wait, would have many between them, each with holes of its own.
void KeepFreedMemory() {
  ::mallopt(M_ARENA_MAX, 2 * static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
  ::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

// `weir FILE.toml` is `weir run FILE.toml`, so that a pipeline can begin with #!.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front().ends_with(".toml")) words.insert(words.begin(), "run");
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  return words;
}

void AddPluginPath(CLI::App& command, std::vector<std::string>& paths) {
  command.add_option("--plugin-path", paths, "Folder or file to load plugins from, before $WEIR_PLUGIN_PATH and the installed ones")
      ->type_name("PATH");
}

void AddSets(CLI::App& command, std::vector<std::string>& sets, const char* help) {
  command.add_option("--set", sets, help)->type_name("NAME=VALUE")->check([](const std::string& set) {
    return set.find('=') == std::string::npos ? std::string("--set wants NAME=VALUE") : std::string();
  });
}

void AddFile(CLI::App& command, cli::FileArgs& args) {
  command.add_option("file", args.file, "The pipeline")->required()->type_name("FILE");
  AddSets(command, args.sets, "Fills a parameter of the pipeline; may be repeated");
  AddPluginPath(command, args.plugin_paths);
  command.footer([&args] { return cli::Parameters(args); });
}

void AddRunOptions(CLI::App& command, cli::RunArgs& args) {
  AddFile(command, args.file);
  command.add_option("--summary", args.summary, "Writes the ledger as JSON")->type_name("FILE");
  command.add_option("--metrics", args.metrics, "Writes metrics for Prometheus, after each commit and at the end")->type_name("FILE");
  command.add_option("--progress", args.progress, "How to show progress on stderr")
      ->check(CLI::IsMember({"auto", "plain", "none"}))
      ->capture_default_str();
  command
      .add_option_function<std::string>(
          "--scheduled",
          [&args](const std::string& text) {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            const auto instant = time::ReadInstant(text, {std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), {}});
            if (!instant.ok()) throw CLI::ValidationError("--scheduled " + text, time::InText(text, instant.fault()));
            args.scheduled_ns = instant->ns;
          },
          "When a scheduler meant it to start; weir runs shows it")
      ->type_name("TIME");
  command.add_flag("--forget-window", args.forget_window, "Does not end the window that an earlier run began and did not end");
  command.add_flag("--accept-changes", args.permits.accept_changes, "Lets nodes that changed lose the state they kept");
  command.add_flag("--from-scratch", args.permits.from_scratch, "Lets a new state write beside what another one wrote");
}

// Each of these keeps its arguments in the callback, which CLI11 keeps.
void AddState(CLI::App& app, int& exit) {
  CLI::App* state = app.add_subcommand("state", "What a pipeline remembers between runs");
  state->require_subcommand(1);
  const auto args = std::make_shared<cli::FileArgs>();
  const auto json = std::make_shared<bool>(false);
  CLI::App* show = state->add_subcommand("show", "How far each split is, and when that was committed");
  AddFile(*show, *args);
  show->add_flag("--json", *json, "Prints a JSON object a split");
  show->callback([args, json, &exit] { exit = cli::StateShow(*args, *json); });
  CLI::App* reset = state->add_subcommand("reset", "Forgets what was read: the next run reads everything again");
  AddFile(*reset, *args);
  reset->callback([args, &exit] { exit = cli::StateReset(*args); });
  const auto to = std::make_shared<std::string>();
  CLI::App* rewind =
      state->add_subcommand("rewind", "Goes back to an epoch: what came after it is read again, and replaces what was written then");
  AddFile(*rewind, *args);
  rewind->add_option("--to", *to, "The epoch to go back to, or an instant")->required()->type_name("EPOCH|TIME");
  rewind->callback([args, to, &exit] { exit = cli::StateRewind(*args, *to); });
  const auto repair_args = std::make_shared<cli::RunArgs>();
  CLI::App* repair = state->add_subcommand("repair", "Ends an epoch that some sinks refuse to commit: writes it to them again");
  AddRunOptions(*repair, *repair_args);
  repair->callback([repair_args, &exit] { exit = cli::StateRepair(*repair_args); });
}

void AddRuns(CLI::App& app, int& exit) {
  CLI::App* runs = app.add_subcommand("runs", "The history of a pipeline");
  runs->require_subcommand(1);
  const auto args = std::make_shared<cli::FileArgs>();
  const auto id = std::make_shared<int64_t>(0);
  CLI::App* list = runs->add_subcommand("list", "When it ran, and what came of it");
  AddFile(*list, *args);
  list->callback([args, &exit] { exit = cli::RunsList(*args); });
  CLI::App* show = runs->add_subcommand("show", "One run, with its log");
  show->add_option("id", *id, "The run, as weir runs list numbers it")->required()->type_name("ID");
  AddFile(*show, *args);
  show->callback([args, id, &exit] { exit = cli::RunsShow(*args, *id); });
  CLI::App* scheduled = runs->add_subcommand("scheduled", "What became of the occurrences of its schedule");
  AddFile(*scheduled, *args);
  scheduled->callback([args, &exit] { exit = cli::RunsScheduled(*args); });
  const auto add_occurrence = [&](const char* name, const char* help, int (*command)(const cli::FileArgs&, int64_t)) {
    CLI::App* added = runs->add_subcommand(name, help);
    added->add_option("id", *id, "The occurrence, as weir runs scheduled numbers it")->required()->type_name("ID");
    AddFile(*added, *args);
    added->callback([args, id, command, &exit] { exit = command(*args, *id); });
  };
  add_occurrence("log", "What the runs of an occurrence printed", cli::RunsLog);
  add_occurrence("rerun", "Has an occurrence run again, and then what runs after it", cli::RunsRerun);
}

void AddSchedule(CLI::App& app, int& exit) {
  CLI::App* command = app.add_subcommand(
      "schedule",
      "Runs pipelines when their [schedule] says, each run in a process of its own, until all occurrences are through or a signal comes.\n\n"
      "  weir schedule pipelines/alb-to-parquet.toml --set input=logs --set output=lake/alb\n"
      "  weir schedule --print systemd pipelines/alb-to-parquet.toml --set input=logs --set output=lake/alb\n\n"
      "weir runs scheduled FILE shows what became of them, weir runs log ID FILE what a run said.");
  const auto args = std::make_shared<cli::ScheduleArgs>();
  command->add_option("file", args->files, "The pipelines")->required()->type_name("FILE");
  AddSets(*command, args->sets, "Fills a parameter of those pipelines that have it; may be repeated");
  AddPluginPath(*command, args->plugin_paths);
  command
      ->add_option("--print", args->print,
                   "Prints what another scheduler needs to run one pipeline: systemd, cron, kubernetes or aws-batch")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"systemd", "cron", "kubernetes", "aws-batch"}));
  command->add_option("--image", args->image, "The container's image that is printed for kubernetes and aws-batch; weir:VERSION, if absent")
      ->type_name("IMAGE");
  command->callback([args, &exit] { exit = cli::Schedule(*args); });
}

void AddLetters(CLI::App& app, int& exit) {
  CLI::App* letters = app.add_subcommand("dlq", "Dead letters: rows that could not succeed");
  letters->require_subcommand(1);
  const auto show_args = std::make_shared<cli::LettersArgs>();
  CLI::App* list = letters->add_subcommand("list", "How many there are of which node");
  AddFile(*list, show_args->file);
  list->callback([show_args, &exit] { exit = cli::LettersList(show_args->file); });
  CLI::App* show = letters->add_subcommand("show", "Prints them, a JSON object a line");
  AddFile(*show, show_args->file);
  show->add_option("--node", show_args->node, "Only what this node refused")->type_name("NODE");
  show->add_option("--limit", show_args->limit, "At most so many")->type_name("N");
  show->callback([show_args, &exit] { exit = cli::LettersShow(*show_args); });
  const auto replay_args = std::make_shared<cli::RunArgs>();
  CLI::App* replay = letters->add_subcommand("replay", "Puts them back into the nodes that refused them");
  AddRunOptions(*replay, *replay_args);
  replay->callback([replay_args, &exit] { exit = cli::LettersReplay(*replay_args); });
}

void AddCatalog(CLI::App& app, int& exit) {
  CLI::App* catalog = app.add_subcommand("catalog", "The tables that a pipeline keeps in a catalog");
  catalog->require_subcommand(1);
  const auto args = std::make_shared<cli::FileArgs>();
  CLI::App* ddl = catalog->add_subcommand("ddl", "Prints the statements that make them, for Athena and Hive");
  AddFile(*ddl, *args);
  ddl->callback([args, &exit] { exit = cli::CatalogDdl(*args); });
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Moves logs: runs a pipeline that a TOML file describes.\n\n  weir run pipelines/alb-to-parquet.toml --set input=logs --set output=lake/alb",
      "weir");
  app.require_subcommand(1);
  int exit = cli::kDone;

  cli::RunArgs run;
  CLI::App* run_command = app.add_subcommand("run", "Runs a pipeline to its end");
  AddRunOptions(*run_command, run);
  run_command->callback([&] { exit = cli::RunPipeline(run); });

  cli::FileArgs check;
  CLI::App* check_command = app.add_subcommand("check", "Says what is wrong with a pipeline, without running it");
  AddFile(*check_command, check);
  check_command->callback([&] { exit = cli::Check(check); });

  cli::FileArgs graph;
  CLI::App* graph_command = app.add_subcommand("graph", "Prints the nodes of a pipeline and the columns between them");
  AddFile(*graph_command, graph);
  graph_command->callback([&] { exit = cli::Graph(graph); });

  AddState(app, exit);
  AddRuns(app, exit);
  AddSchedule(app, exit);
  AddLetters(app, exit);
  AddCatalog(app, exit);

  std::vector<std::string> list_paths;
  CLI::App* list_command = app.add_subcommand("list", "Lists the sources, transforms and sinks there are");
  AddPluginPath(*list_command, list_paths);
  list_command->callback([&] { exit = cli::List(list_paths); });

  std::string doc_type;
  bool doc_columns = false;
  std::string doc_sample;
  CLI::App* doc_command = app.add_subcommand("doc", "What a component does, and its options");
  CLI::Option* doc_of = doc_command->add_option("type", doc_type, "The component")->type_name("TYPE");
  doc_command->add_option("--detect", doc_sample, "Says which parser reads this file, and shows its first rows")
      ->type_name("FILE")
      ->excludes(doc_of);
  doc_command->add_flag("--columns", doc_columns, "Prints only the columns that it makes, as a table in Markdown");
  AddPluginPath(*doc_command, list_paths);
  doc_command->callback([&] {
    if (doc_type.empty() && doc_sample.empty()) throw CLI::RequiredError("TYPE or --detect FILE");
    exit = doc_sample.empty() ? cli::Doc(list_paths, doc_type, doc_columns) : cli::Detect(list_paths, doc_sample);
  });

  CLI::App* version_command = app.add_subcommand("version", "Prints the version");
  version_command->callback([] { fmt::print("weir {}\n", WEIR_VERSION); });

  app.footer(cli::PluginCommands);

  // A word that is none of weir's own may be a plugin's, which takes all that follows.
  const auto own = app.get_subcommands(std::function<bool(CLI::App*)>());
  if (argc > 1 && std::ranges::none_of(own, [&](const CLI::App* command) { return command->get_name() == argv[1]; }))
    if (const std::optional<int> ended = cli::PluginCommand(argv[1], {argv + 2, argv + argc})) return *ended;

  try {
    app.parse(Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kDone : cli::kUsage;
  }
  return exit;
}

}  // namespace

int main(int argc, char** argv) {
  AllowManyFiles();
  KeepFreedMemory();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of a write, not the end of the process
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}: a bug in weir\n", error.what());
    return cli::kBug;
  }
}
