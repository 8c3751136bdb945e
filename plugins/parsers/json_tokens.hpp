// Where the tokens of a JSON text begin: brackets, commas, colons, texts, numbers and words.  simdjson's first stage finds them; it is
// used by itself because its own ways of reading leave unchecked what nobody asks for, and do not say where values end.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace weir::parsers {

// One per lane.
class JsonTokens {
 public:
  JsonTokens();
  ~JsonTokens();

  // Null, or what is wrong with it: a text that is never closed or holds control characters, bytes that are not UTF-8; `byte` then says
  // where.  What begin() and end() give is valid until the next call.
  const char* Find(std::string_view json, const char*& byte);

  // Places from the text's first byte, ascending; after the last stands one more, the text's length.
  const uint32_t* begin() const { return begin_; }
  const uint32_t* end() const { return end_; }

 private:
  class Index;
  std::unique_ptr<Index> index_;
  const uint32_t* begin_ = nullptr;
  const uint32_t* end_ = nullptr;
};

}  // namespace weir::parsers
