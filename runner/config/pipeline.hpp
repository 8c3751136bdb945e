// A pipeline file as the runner sees it: named nodes, who reads from whom, and the settings of the run.  What a node's options mean is
// for its component to say (options.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/options.hpp"
#include "config/schedule.hpp"
#include "config/substitute.hpp"
#include "config/tree.hpp"

namespace weir::config {

inline constexpr int kLanguage = 1;  // the `weir = 1` at the top of a file

struct Edge {
  std::string node;
  std::string port;  // empty: the main one
  Location at;
};

struct Node {
  enum class Kind { Source, Transform, Sink };

  Kind kind = Kind::Source;
  std::string name;
  std::string type;  // empty when the file does not say it, which was reported
  Location name_at, type_at;
  std::vector<Edge> from;
  Table options;  // without `type` and `from`; what [defaults] adds is at the end

  std::string where() const;  // "[sink.lake]"
  Owner owner() const;        // for BindOptions
};

std::string_view Word(Node::Kind kind);  // "source"

inline constexpr const char* kDeadLetter = "dead_letter";  // the table, and the name of the sink it describes

struct Pipeline {
  std::string name;
  std::vector<Node> nodes;  // in the order of the file

  int64_t lanes = 0;   // 0: as many as there are cores
  int64_t memory = 0;  // bytes
  struct {
    int64_t bytes = 0;
    std::chrono::nanoseconds every{}, grace{}, give_up_after{};
  } epoch;
  struct {
    double max_rejected = 0;
    std::optional<int64_t> stop_after_rejected;
    Node sink;  // of type `text` unless the file says another; its path may be absent
  } dead_letter;
  struct {
    std::optional<std::string> path;
  } state;

  std::optional<Schedule> schedule;

  time::Clock clock;  // what "3 days ago" in it is reckoned from

  // The file with its parameters filled in and its secrets as references; loads again as `Invocation::recorded`.  Empty when there
  // were errors.
  std::string canonical;

  const Node* Find(std::string_view name) const;
};

// Reads the file that `diagnostics` holds.  There is a pipeline also when there are errors, as far as it could be understood, so that the
// caller can go on and find what is wrong with the options too; it runs it only if diagnostics.empty().  Nothing: the file is not
// TOML, or of another version of the language.
std::optional<Pipeline> Load(const Invocation& invocation, Diagnostics& diagnostics);

}  // namespace weir::config
