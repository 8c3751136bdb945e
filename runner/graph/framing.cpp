#include "graph/framing.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "frame/lines.hpp"

namespace weir::graph {
namespace {

std::shared_ptr<const re2::RE2> Compiled(const std::string& pattern) { return std::make_shared<const re2::RE2>(pattern, re2::RE2::Quiet); }

}  // namespace

Result<WantedFraming> WantedFraming::Of(const weir_framing& framing) {
  WantedFraming wanted{framing.kind, framing.head == nullptr ? "" : framing.head, framing.within == nullptr ? "" : framing.within};
  const bool has_lines = wanted.kind == WEIR_LINES || wanted.kind == WEIR_QUOTED_LINES;
  if (!has_lines && wanted.kind != WEIR_OCTET_COUNTED && wanted.kind != WEIR_JSON)
    return Status::Bug(
        fmt::format("the plugin asks for records of kind {}, which there is not: a bug in it, or it is newer than this weir", wanted.kind));
  if (!has_lines && !wanted.head.empty()) return Status::Bug("the plugin asks for header lines of records that are no lines: a bug in it");
  if (wanted.kind != WEIR_JSON && !wanted.within.empty())
    return Status::Bug("the plugin asks for the elements of an array of records that are no JSON: a bug in it");
  if (wanted.head != "1" && !Compiled(wanted.head)->ok())
    return Status::Bug(fmt::format("the plugin asks for header lines by `{}`, which is no regular expression: a bug in it", wanted.head));
  return wanted;
}

bool TakeMultiline(Node& source, config::Diagnostics& problems) {
  source.framing = std::make_shared<frame::Lines>();
  auto& entries = source.config.options.entries;
  const auto entry = std::ranges::find(entries, "multiline", &config::Entry::key);
  if (entry == entries.end()) return true;
  const auto* pattern = entry->value.As<std::string>();
  auto compiled = pattern == nullptr ? nullptr : Compiled(*pattern);
  const bool good = compiled != nullptr && compiled->ok();
  if (good) {
    source.multiline = compiled;
    source.multiline_at = entry->value.at;
    source.framing = std::make_shared<frame::Lines>(std::move(compiled));
  } else {
    problems.Error(entry->value.at, fmt::format("wrong value of `multiline` in {}", source.config.where()),
                   pattern == nullptr ? "expected a regular expression that finds the first line of a record" : compiled->error());
  }
  entries.erase(entry);
  return good;
}

bool Frame(Node& source, const WantedFraming& wanted, const Node& reader, config::Diagnostics& problems) {
  if (source.multiline != nullptr && wanted.kind != WEIR_LINES) {
    problems.Error(source.multiline_at, fmt::format("`multiline` in {} is for records that are lines", source.config.where()),
                   fmt::format("{} takes no lines", reader.config.where()), "leave `multiline` out");
    return false;
  }
  source.framing = frame::MakeFraming(wanted.kind, wanted.within, source.multiline);
  if (wanted.head.empty()) return true;
  source.head_framing = frame::MakeFraming(wanted.kind, wanted.within);
  source.one_head_line = wanted.head == "1";
  source.head = Compiled(source.one_head_line ? "" : wanted.head);
  return true;
}

}  // namespace weir::graph
