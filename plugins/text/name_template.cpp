#include "text/name_template.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <re2/re2.h>
#include <xxhash.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <charconv>
#include <memory>
#include <optional>

#include "store/hive.hpp"
#include "text/braces.hpp"
#include "text/path_template.hpp"
#include "text/suffix.hpp"

namespace weir::text {
namespace {

constexpr size_t kLongestNode = 48;
constexpr size_t kShortState = 8;
// What is added to a name that has no suffix.
constexpr size_t kLongestAdded = std::string_view(".jsonl.zst").size();

struct Known {
  std::string_view word;
  NameField field;
  size_t longest;
};
constexpr Known kKnown[] = {
    {"node", NameField::Node, kLongestNode},
    {"state", NameField::State, kShortState},
    {"epoch", NameField::Epoch, 20},
    {"lane", NameField::Lane, 10},
    {"n", NameField::Number, 20},
    {"random", NameField::Random, 16},
    {"sequence", NameField::Sequence, 52},
};

Status Wrong(std::string message) { return Status::Config(std::move(message)); }

Result<NameField> ParseField(const std::string& word) {
  for (const Known& known : kKnown)
    if (word == known.word) return known.field;
  return Wrong("`{" + word + "}` is no field of a name: {node} {state} {epoch} {lane} {n} {random} {sequence} are; columns are of `path`");
}

bool SetsApart(const std::string& literal) {
  return !std::ranges::all_of(literal, [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

// Fields of which no width is sure are told apart by what is between them: then a name says what it was made of.
Status CheckFields(const NameTemplate& name) {
  const NamePiece* before = nullptr;
  for (const NamePiece& piece : name.pieces) {
    const auto* literal = std::get_if<std::string>(&piece);
    if (literal == nullptr && std::ranges::count(name.pieces, piece) > 1) return Wrong("a field is in the name twice: once is enough");
    if (literal != nullptr && (literal->find('/') != std::string::npos || literal->find('\0') != std::string::npos))
      return Wrong("a name holds no `/` and no NUL byte: folders are of `path`");
    const bool follows_field = before != nullptr && std::holds_alternative<NameField>(*before);
    const bool parts_fields = literal != nullptr && follows_field && &piece != &name.pieces.back();
    if ((literal == nullptr && follows_field) || (parts_fields && !SetsApart(*literal)))
      return Wrong("two fields of the name run together: put something between them that is no letter and no digit, such as `-`");
    before = &piece;
  }
  return {};
}

Status CheckUnique(const NameTemplate& name) {
  using enum NameField;
  if (!name.has(Sequence) && !(name.has(Epoch) && name.has(Lane) && name.has(Number)))
    return Wrong("one sink would give a name twice: the name needs `{sequence}`, or `{epoch}`, `{lane}` and `{n}`");
  if (!name.has(Random) && !(name.has(Node) && name.has(State)))
    return Wrong("two sinks that write into one folder could give the same name: it needs `{random}`, or `{node}` and `{state}`");
  return {};
}

Status CheckLength(const NameTemplate& name) {
  size_t longest = name.suffix.size() + kLongestAdded;
  for (const NamePiece& piece : name.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      longest += literal->size();
    else
      longest += std::ranges::find(kKnown, std::get<NameField>(piece), &Known::field)->longest;
  }
  if (longest > NAME_MAX)
    return Wrong(fmt::format("names could have {} bytes with it, and a file system takes {}: make it shorter", longest, NAME_MAX));
  return {};
}

std::string Node(const Namer& namer) { return Shorten(store::EscapeHive(namer.node), kLongestNode); }

std::string Random(const Namer& namer, const FilePlace& place) {
  const std::string all = fmt::format("{}\n{}\n{}-{}-{}", namer.node, namer.state_id, place.epoch, place.lane, place.number);
  return fmt::format("{:016x}", XXH3_64bits(all.data(), all.size()));
}

std::string Rendered(NameField field, const Namer& namer, const FilePlace& place) {
  switch (field) {
    case NameField::Node: return Node(namer);
    case NameField::State: return namer.state_id.substr(0, kShortState);
    case NameField::Epoch: return std::to_string(place.epoch);
    case NameField::Lane: return std::to_string(place.lane);
    case NameField::Number: return std::to_string(place.number);
    case NameField::Random: return Random(namer, place);
    case NameField::Sequence: return fmt::format("{:010}-{:04}-{:08}", place.epoch, place.lane, place.number);
  }
  return {};
}

// What the field looks like in a name of the namer's node; its groups are called as the fields they hold.
std::string PatternOf(NameField field, const Namer& namer) {
  switch (field) {
    case NameField::Node: return re2::RE2::QuoteMeta(Node(namer));
    case NameField::State: return "(?P<state>[0-9a-fA-F]{8})";
    case NameField::Epoch: return "(?P<epoch>[0-9]+)";
    case NameField::Lane: return "(?P<lane>[0-9]+)";
    case NameField::Number: return "(?P<n>[0-9]+)";
    case NameField::Random: return "(?P<random>[0-9a-f]{16})";
    case NameField::Sequence: return "(?P<sequence_epoch>[0-9]{10,})-(?P<sequence_lane>[0-9]{4,})-(?P<sequence_n>[0-9]{8,})";
  }
  return {};
}

// Who gave a name of this shape.  Of one that does not show its state, the hash does: it is that of the namer's state, or of another.
std::optional<store::Writer> Read(const re2::RE2& shape, std::string_view name, const Namer& namer) {
  std::vector<re2::StringPiece> found(static_cast<size_t>(shape.NumberOfCapturingGroups()) + 1);
  if (!shape.Match(re2::StringPiece(name.data(), name.size()), 0, name.size(), re2::RE2::UNANCHORED, found.data(),
                   static_cast<int>(found.size())))
    return std::nullopt;
  const auto& groups = shape.NamedCapturingGroups();
  const auto text_of = [&](const std::string& field) {
    const auto group = groups.find(field);
    const re2::StringPiece text = group == groups.end() ? re2::StringPiece() : found[static_cast<size_t>(group->second)];
    return std::string_view(text.data(), text.size());
  };
  const auto read = [&](const std::string& field, auto& number) {
    const std::string_view in_sequence = text_of("sequence_" + field), digits = in_sequence.empty() ? text_of(field) : in_sequence;
    return std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc();
  };
  FilePlace place;
  if (!read("epoch", place.epoch) || !read("lane", place.lane) || !read("n", place.number)) return std::nullopt;
  const std::string_view state = text_of("state");
  const bool is_ours = state.empty() ? text_of("random") == Random(namer, place) : namer.state_id.starts_with(state);
  return store::Writer{is_ours, place.epoch};
}

}  // namespace

Result<NameTemplate> NameTemplate::Parse(std::string_view name) {
  auto parts = SplitBraces(name);
  if (!parts.ok()) return parts.status();
  NameTemplate parsed;
  for (BracePart& part : *parts) {
    if (!part.is_field) {
      parsed.pieces.emplace_back(std::move(part.text));
      continue;
    }
    const auto field = ParseField(part.text);
    if (!field.ok()) return field.status();
    parsed.pieces.emplace_back(*field);
  }
  if (Status status = CheckFields(parsed); !status.ok()) return status;
  if (Status status = CheckUnique(parsed); !status.ok()) return status;
  if (auto* last = std::get_if<std::string>(&parsed.pieces.back())) parsed.suffix = TakeSuffix(*last);
  if (Status status = CheckLength(parsed); !status.ok()) return status;
  return parsed;
}

std::string NameTemplate::Render(const Namer& namer, const FilePlace& place) const {
  std::string name;
  for (const NamePiece& piece : pieces) {
    const auto* literal = std::get_if<std::string>(&piece);
    name += literal != nullptr ? *literal : Rendered(std::get<NameField>(piece), namer, place);
  }
  return name;
}

store::NameReader NameTemplate::ReaderOf(const Namer& namer, bool anywhere) const {
  std::string pattern = anywhere ? "(?:^|-)" : "^";
  for (const NamePiece& piece : pieces) {
    const auto* literal = std::get_if<std::string>(&piece);
    pattern += literal != nullptr ? re2::RE2::QuoteMeta(*literal) : PatternOf(std::get<NameField>(piece), namer);
  }
  re2::RE2::Options bytes;
  bytes.set_encoding(re2::RE2::Options::EncodingLatin1);  // names need not be UTF-8
  const auto shape = std::make_shared<const re2::RE2>(pattern + "[.]", bytes);
  assert(shape->ok());
  return [shape, namer](std::string_view name) { return Read(*shape, name, namer); };
}

bool NameTemplate::has(NameField field) const { return std::ranges::count(pieces, NamePiece(field)) > 0; }

}  // namespace weir::text
