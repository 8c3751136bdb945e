#include "json_tokens.hpp"

#include <simdjson.h>

#include <algorithm>
#include <new>

#include "records.hpp"

namespace weir::parsers {
namespace {

static_assert(simdjson::SIMDJSON_PADDING <= kPadding, "records can be read as far as simdjson may");

constexpr size_t kUsual = 64 << 10;  // bytes of a record for which there is always room
constexpr size_t kKept = 1 << 20;    // the index of a longer one is not kept: it takes four bytes for each of the record's

// Where the first fault is that has nothing to do with tokens; slow, as it is asked only when there is one.
const char* FindFault(std::string_view json, const char*& byte) {
  const char* opened = nullptr;
  for (size_t at = 0; at < json.size();) {
    byte = &json[at];
    const auto lead = static_cast<unsigned char>(*byte);
    const size_t bytes = std::min<size_t>(lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, json.size() - at);
    if (lead >= 0x80 && !simdjson::validate_utf8(byte, bytes)) return "bytes that are not UTF-8";
    if (opened != nullptr && lead < 0x20) return "a control character in a text, where JSON wants an escape";
    if (lead == '"') opened = opened == nullptr ? byte : nullptr;
    at += bytes;
    if (opened != nullptr && lead == '\\' && at < json.size() && (json[at] == '"' || json[at] == '\\')) ++at;
  }
  byte = opened == nullptr ? json.data() + json.size() : opened;
  return opened == nullptr ? "it is not JSON" : "the quote that opens here is never closed";
}

}  // namespace

class JsonTokens::Index {
 public:
  Index() { Make(kUsual); }

  simdjson::error_code Find(std::string_view json) {
    if (json.size() > stage_->capacity()) Make(json.size());
    return stage_->stage1(reinterpret_cast<const uint8_t*>(json.data()), json.size(), simdjson::stage1_mode::regular);
  }
  // To be called when the tokens have been read.
  void Shrink() {
    if (stage_->capacity() > kKept) Make(kUsual);
  }
  const uint32_t* begin() const { return stage_->structural_indexes.get(); }
  const uint32_t* end() const { return begin() + stage_->n_structural_indexes; }

 private:
  void Make(size_t capacity) {
    stage_.reset();
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, stage_);
    if (error != simdjson::SUCCESS) throw std::bad_alloc();
  }
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

JsonTokens::JsonTokens() : index_(std::make_unique<Index>()) {}
JsonTokens::~JsonTokens() = default;

const char* JsonTokens::Find(std::string_view json, const char*& byte) {
  index_->Shrink();
  switch (index_->Find(json)) {
    case simdjson::SUCCESS: break;
    case simdjson::EMPTY: byte = json.data(); return "there is nothing but space";
    default: return FindFault(json, byte);
  }
  begin_ = index_->begin();
  end_ = index_->end();
  return nullptr;
}

}  // namespace weir::parsers
