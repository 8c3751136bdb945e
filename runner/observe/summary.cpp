#include "observe/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "observe/text.hpp"

namespace weir::observe {
namespace {

constexpr size_t kDamagedShown = 20;

double InSeconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

std::string Count(uint64_t n, const char* thing) { return fmt::format("{} {}{}", Grouped(n), thing, n == 1 ? "" : "s"); }

bool IsSink(const epoch::NodeCounts& node) { return node.kind == WEIR_SINK && !node.dead_letters; }

}  // namespace

std::string Printed(const epoch::Outcome& outcome, const std::string& state_folder, const std::string& letters,
                    std::chrono::nanoseconds took) {
  const epoch::Ledger& ledger = outcome.ledger;
  std::string text;
  if (outcome.failure.ok() && outcome.epochs == 0 && outcome.splits + outcome.already_read == 0)
    text += "nothing to read: no object was found; check the path of the source\n";
  else if (outcome.failure.ok() && outcome.epochs == 0)
    text += fmt::format("nothing new to read: {} found, all read before; weir state reset, with the same arguments, forgets that ({})\n",
                        Count(outcome.already_read, "object"), state_folder);
  const auto sinks = std::ranges::count_if(ledger.nodes, IsSink);
  text += fmt::format("{} in {}   read {}", outcome.status(), Seconds(InSeconds(took)), Grouped(ledger.read()));
  if (sinks == 1)
    text += fmt::format(" = written {} + filtered {} + rejected {}", Grouped(ledger.written()), Grouped(ledger.filtered()),
                        Grouped(ledger.rejected()));
  else
    text += fmt::format("   filtered {}   rejected {}", Grouped(ledger.filtered()), Grouped(ledger.rejected()));
  text += outcome.balanced ? "   balanced\n" : "   NOT BALANCED\n";
  for (const epoch::NodeCounts& node : ledger.nodes)
    if (IsSink(node))
      text += fmt::format("  {} ({})   in {} = written {} + dropped {} + rejected {}\n", node.name, node.type, Grouped(node.in),
                          Grouped(node.written), Grouped(node.dropped), Grouped(node.rejected));
  if (outcome.epochs > 0)
    text += fmt::format("  {}, {} of content, {}, paused {} to commit\n", Count(outcome.splits, "object"), Size(outcome.bytes),
                        Count(outcome.epochs, "epoch"), Seconds(InSeconds(outcome.paused)));
  if (!letters.empty() && std::ranges::any_of(ledger.nodes, [](const epoch::NodeCounts& n) { return n.dead_letters && n.in > 0; }))
    text += fmt::format("  rejected rows that nobody reads went to the dead letters: {}\n", letters);
  if (outcome.too_many_rejected)
    text += fmt::format("  more of the rows were rejected than [dead_letter] allows (max_rejected, stop_after_rejected): exit {}\n",
                        outcome.exit_code());
  for (const std::string& note : outcome.notes) text += fmt::format("  {}\n", note);
  for (size_t i = 0; i < std::min(kDamagedShown, outcome.damaged.size()); ++i)
    text += fmt::format("damaged: {}: {}\n", outcome.damaged[i].id, outcome.damaged[i].reason);
  if (outcome.damaged_count > kDamagedShown) text += fmt::format("damaged: and {} more\n", Grouped(outcome.damaged_count - kDamagedShown));
  return text;
}

std::string Json(const epoch::Outcome& outcome, const std::string& pipeline, const std::string& state_id, std::chrono::nanoseconds took) {
  const epoch::Ledger& ledger = outcome.ledger;
  nlohmann::ordered_json damaged = nlohmann::ordered_json::array();
  for (const auto& split : outcome.damaged) damaged.push_back({{"split", split.id}, {"reason", split.reason}});
  nlohmann::ordered_json json{{"pipeline", pipeline},
                              {"state_id", state_id},
                              {"status", outcome.status()},
                              {"exit", outcome.exit_code()},
                              {"seconds", InSeconds(took)},
                              {"read", ledger.read()},
                              {"written", ledger.written()},
                              {"filtered", ledger.filtered()},
                              {"rejected", ledger.rejected()},
                              {"balanced", outcome.balanced},
                              {"epochs", outcome.epochs},
                              {"paused_seconds", InSeconds(outcome.paused)},
                              {"bytes", outcome.bytes},
                              {"objects", outcome.splits},
                              {"objects_read_before", outcome.already_read},
                              {"nodes", nlohmann::ordered_json::parse(ledger.ToJson())},
                              {"damaged_objects", outcome.damaged_count},
                              {"damaged", std::move(damaged)}};
  if (!outcome.failure.ok()) json["error"] = outcome.failure.message();
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace weir::observe
