// Finds the wanted values of records that are one JSON object each, in one walk that checks all of it: a record is read when all of it is
// JSON.  Of a key that an object has twice, the last counts; null is no value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "finder.hpp"
#include "json_paths.hpp"
#include "json_tokens.hpp"

namespace weir::parsers {

class JsonFinder : public RecordFinder {
 public:
  // Fields are 1 to `fields`.  `rest`: the field that is an object of the members that are no field as a whole; 0: there is none.
  // `paths` must stay.
  JsonFinder(const JsonPaths& paths, uint32_t fields, bool decodes, uint32_t rest = 0);

  const Elements& TakeElements(uint32_t field) override;
  bool Decode(std::string_view text, char before, std::string& out) const override;
  const uint8_t* escapes_of(uint32_t field) const override { return field == rest_ ? has_rest_.data() : escapes(); }
  bool DecodeField(uint32_t field, uint32_t row, std::string_view text, char before, std::string& out) const override;

 protected:
  void Begin() override;
  const char* Read(std::string_view record) override;

 private:
  using Node = JsonPaths::Node;
  // Each reads what begins at the token at_ and leaves at_ behind it; false when it is not JSON, and wrong_ says why.
  bool TakeObject(const Node& node, bool keeps_rest);
  bool TakeList(const Node& node);
  bool TakeStructs(const Node& node);
  bool TakeValue(const Node& node);
  bool SkipValue();

  char token() const { return at_ == end_ ? '\0' : record_[*at_]; }
  bool TakeToken(char wanted) {
    if (token() != wanted) return false;
    ++at_;
    return true;
  }
  void Put(const JsonPaths::Field& field, std::string_view text);
  void PutNone(const JsonPaths::Field& field);
  // From a token to the end of what stands before at_.
  std::string_view TextFrom(const uint32_t* token) const;
  // A key without its escapes; valid until the next call.
  std::string_view Decoded(std::string_view key);
  // False; what is wrong stands at at_.
  bool Fail(const char* why);

  const JsonPaths& paths_;
  const bool decodes_;
  const uint32_t rest_;
  JsonTokens tokens_;
  // The record that is being read.
  const char* record_ = nullptr;
  const uint32_t *at_ = nullptr, *end_ = nullptr;
  size_t depth_ = 0;  // of the objects and lists that are walked
  bool has_escapes_ = false;
  const char* wrong_ = nullptr;
  std::string key_;             // a key whose escapes were decoded
  std::vector<char> brackets_;  // that close what SkipValue is in

  std::vector<Elements> lists_;  // those of paths_.lists()

  // The members that are no field as a whole, of each record of the chunk: the rest is made of them when it is decoded.
  struct Rest {
    size_t first, count;  // of members_
  };
  std::vector<Rest> rests_ = std::vector<Rest>(kChunkRows);
  std::vector<uint8_t> has_rest_ = std::vector<uint8_t>(kChunkRows);
  std::vector<std::string_view> members_;
};

}  // namespace weir::parsers
