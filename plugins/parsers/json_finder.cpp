#include "json_finder.hpp"

#include <algorithm>

#include "escape.hpp"
#include "json_text.hpp"

namespace weir::parsers {
namespace {

constexpr size_t kDepth = 1024;
constexpr uint32_t kMostObjects = 65536;  // in a list
constexpr const char* kTooDeep = "more than 1024 objects and lists in each other";
constexpr const char* kTooMany = "a list of more than 65,536 objects";
constexpr const char* kNoKey = "a key was expected, in quotes";
constexpr const char* kNoColon = "a colon was expected after the key";
constexpr const char* kNoValue = "a value was expected: an object, a list, a text in quotes, a number, true, false or null";
constexpr const char* kNoComma = "a comma or the end of the object was expected";
constexpr const char* kNoCommaInList = "a comma or the end of the list was expected";

}  // namespace

JsonFinder::JsonFinder(const JsonPaths& paths, uint32_t fields, bool decodes, uint32_t rest)
    : RecordFinder(fields), paths_(paths), decodes_(decodes), rest_(rest), brackets_(kDepth) {
  for (const JsonPaths::Lists& lists : paths.lists()) lists_.emplace_back(lists.parts);
}

void JsonFinder::Begin() {
  std::ranges::fill(has_rest_, uint8_t{0});
  members_.clear();
  for (Elements& lists : lists_) lists.Clear();
}

const char* JsonFinder::Read(std::string_view record) {
  const char* byte = record.data();
  if (const char* wrong = tokens_.Find(record, byte)) {
    Blame(byte);
    return wrong;
  }
  record_ = record.data();
  at_ = tokens_.begin();
  end_ = tokens_.end();
  depth_ = 0;
  wrong_ = nullptr;
  has_escapes_ = record.find('\\') != record.npos;
  if (has_escapes_) {
    if (const char* bad = FindBadEscape(record)) {
      Blame(bad);
      return "a backslash that begins none of JSON's escapes";
    }
    if (decodes_) SetEscapes();
  }
  const size_t members = members_.size();
  if (token() != '{') {
    Fail("a record is a JSON object, which begins with {");
  } else if (TakeObject(paths_.root(), rest_ != 0) && at_ != end_) {
    Fail("text after the end of the object");
  }
  if (members_.size() > members) {
    rests_[row()] = {members, members_.size() - members};
    has_rest_[row()] = 1;
    Set(rest_, record);
  }
  return wrong_;
}

bool JsonFinder::TakeObject(const Node& node, bool keeps_rest) {
  if (++depth_ > kDepth) return Fail(kTooDeep);
  ++at_;
  bool more = !TakeToken('}');
  while (more) {
    const uint32_t* const begin = at_;
    if (token() != '"') return Fail(kNoKey);
    ++at_;
    std::string_view key = TextFrom(begin);
    if (!TakeToken(':')) return Fail(kNoColon);
    key = Decoded(key.substr(1, key.size() - 2));
    const uint32_t child = node.keys.Find(key);
    if (!(child == JsonKeys::kNone ? SkipValue() : TakeValue(paths_.node(child)))) return false;
    if (keeps_rest && (child == JsonKeys::kNone || paths_.node(child).fields.empty())) members_.push_back(TextFrom(begin));
    more = TakeToken(',');
    if (!more && !TakeToken('}')) return Fail(kNoComma);
  }
  --depth_;
  return true;
}

bool JsonFinder::TakeList(const Node& node) {
  if (++depth_ > kDepth) return Fail(kTooDeep);
  ++at_;
  bool more = !TakeToken(']');
  for (int64_t index = 0; more; ++index) {
    const auto item = std::ranges::find(node.items, index, &JsonPaths::Item::index);
    if (!(item == node.items.end() ? SkipValue() : TakeValue(paths_.node(item->node)))) return false;
    more = TakeToken(',');
    if (!more && !TakeToken(']')) return Fail(kNoCommaInList);
  }
  --depth_;
  return true;
}

bool JsonFinder::TakeValue(const Node& node) {
  const uint32_t* const begin = at_;
  const char first = token();
  if (node.refused != nullptr) return Fail(node.refused);
  // Those of an earlier value of the same key, which does not count.
  for (const JsonPaths::Field& field : node.below) PutNone(field);
  const bool taken = node.lists != JsonPaths::kNone        ? TakeStructs(node)
                     : first == '{' && !node.keys.empty()  ? TakeObject(node, false)
                     : first == '[' && !node.items.empty() ? TakeList(node)
                                                           : SkipValue();
  if (!taken || node.fields.empty()) return taken;
  const std::string_view text = TextFrom(begin);
  for (const JsonPaths::Field& field : node.fields) {
    if (first == 'n')
      PutNone(field);
    else
      Put(field, first == '"' && !field.raw ? text.substr(1, text.size() - 2) : text);
  }
  return true;
}

// A list of objects, whose parts are noted; null in it is a struct that is null.
bool JsonFinder::TakeStructs(const Node& node) {
  Elements& lists = lists_[node.lists];
  if (token() != '[') {
    lists.Begin(row(), Elements::Is::Other);
    return SkipValue();
  }
  lists.Begin(row(), Elements::Is::List);
  bool is_structs = true;
  if (++depth_ > kDepth) return Fail(kTooDeep);
  ++at_;
  bool more = !TakeToken(']');
  while (more) {
    const char first = token();
    if (first == '{' || first == 'n') {
      // A record's text is bounded; what is made of it has to be too.
      if (lists.row(row()).end - lists.row(row()).begin == kMostObjects) return Fail(kTooMany);
      lists.Append(row(), first == 'n');
      if (!(first == 'n' ? SkipValue() : TakeObject(paths_.node(node.element), false))) return false;
    } else {
      is_structs = false;
      if (!SkipValue()) return false;
    }
    more = TakeToken(',');
    if (!more && !TakeToken(']')) return Fail(kNoCommaInList);
  }
  --depth_;
  if (!is_structs) lists.Begin(row(), Elements::Is::Other);
  return true;
}

const Elements& JsonFinder::TakeElements(uint32_t field) {
  const auto lists = std::ranges::find(paths_.lists(), field, &JsonPaths::Lists::field);
  return lists_[static_cast<size_t>(lists - paths_.lists().begin())];
}

void JsonFinder::Put(const JsonPaths::Field& field, std::string_view text) {
  if (field.lists == JsonPaths::kNone) return Set(field.number, text);
  lists_[field.lists].Set(field.number, {PlaceOf(text.data()), static_cast<int32_t>(text.size())});
}

void JsonFinder::PutNone(const JsonPaths::Field& field) {
  if (field.lists != JsonPaths::kNone) return lists_[field.lists].Set(field.number, {0, -1});
  Unset(field.number);
  if (field.holds != JsonPaths::kNone) lists_[field.holds].Begin(row(), Elements::Is::Missing);
}

// Most of a record is read here, so what it works on stays in registers.
bool JsonFinder::SkipValue() {
  const char* const record = record_;
  const uint32_t* const end = end_;
  const uint32_t* at = at_;
  const auto token = [&] { return at == end ? '\0' : record[*at]; };
  const auto fail = [&](const char* why) {
    at_ = at;
    return Fail(why);
  };
  char* const outermost = brackets_.data();
  char* const deepest = outermost + (kDepth - depth_);
  char* bracket = outermost;
  bool in_object = false;
  for (;;) {
    if (in_object) {
      if (token() != '"') return fail(kNoKey);
      ++at;
      if (token() != ':') return fail(kNoColon);
      ++at;
    }
    const char first = token();
    if (first == '{' || first == '[') {
      if (bracket == deepest) return fail(kTooDeep);
      in_object = first == '{';
      *bracket++ = in_object ? '}' : ']';
      ++at;
      if (token() != bracket[-1]) continue;
    } else if (first == '"') {
      ++at;
    } else {
      // What follows the record must not say where its last token ends; and an object that is closed ends with a bracket.
      const bool is_last = at + 1 >= end;
      if (is_last && first != '}' && first != ']') at = end;
      if (is_last || !IsJsonScalar(record + *at)) return fail(kNoValue);
      ++at;
    }
    for (;;) {
      if (bracket == outermost) {
        at_ = at;
        return true;
      }
      const char next = token();
      if (next != ',' && next != bracket[-1]) return fail(in_object ? kNoComma : kNoCommaInList);
      ++at;
      if (next == ',') break;
      --bracket;
      in_object = bracket != outermost && bracket[-1] == '}';
    }
  }
}

std::string_view JsonFinder::TextFrom(const uint32_t* token) const {
  const char* const begin = record_ + *token;
  const char* end = record_ + *at_;
  while (IsJsonSpace(end[-1])) --end;
  return {begin, static_cast<size_t>(end - begin)};
}

std::string_view JsonFinder::Decoded(std::string_view key) {
  if (!has_escapes_) return key;
  key_.clear();
  if (!parsers::Decode(key, key_, Escapes::Json)) return key;
  key_.reserve(sizeof(uint64_t));  // JsonKeys reads as much
  return key_;
}

bool JsonFinder::Fail(const char* why) {
  Blame(record_ + *at_);
  wrong_ = at_ == end_ ? "it ends before the object does" : why;
  return false;
}

bool JsonFinder::Decode(std::string_view text, char before, std::string& out) const {
  return decodes_ && before == '"' && parsers::Decode(text, out, Escapes::Json);
}

bool JsonFinder::DecodeField(uint32_t field, uint32_t row, std::string_view text, char before, std::string& out) const {
  if (field != rest_) return Decode(text, before, out);
  char between = '{';
  for (size_t i = 0; i < rests_[row].count; ++i) {
    out += between;
    out += members_[rests_[row].first + i];
    between = ',';
  }
  out += '}';
  return true;
}

}  // namespace weir::parsers
