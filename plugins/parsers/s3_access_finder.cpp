#include "s3_access_finder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "percent.hpp"

namespace weir::parsers {
namespace {

enum Field : uint32_t {
  kOwner = 1,
  kBucket,
  kTime,
  kRemote,
  kRequester,
  kRequest,
  kOperation,
  kKey,
  kUri,
  kStatus,
  kReferrer = 16,
  kAgent,
  kVersion
};

constexpr const char* kTooShort = "an S3 access record has at least 18 fields";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A status, an error code and four numbers, or - for any of them, each with a space behind it: what follows a request, and only that.
bool AreNumbers(std::string_view left) {
  for (int i = 0; i < 6; ++i) {
    const char* const begin = left.data();
    const char* const end = begin + left.size();
    const char* at = begin;
    if (at != end && *at == '-') {
      ++at;
    } else {
      while (at != end && (IsDigit(*at) || (i == 1 && (((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z') || *at == '.' || *at == '_')))) ++at;
    }
    if (at == begin || at == end || *at != ' ') return false;
    if (i == 0 && *begin != '-' && at - begin != 3) return false;
    left.remove_prefix(static_cast<size_t>(at - begin) + 1);
  }
  return true;
}

}  // namespace

const char* S3AccessFinder::Read(std::string_view record) {
  if (record.back() == ' ') record.remove_suffix(1);
  text_ = record;
  at_ = 0;
  marks_.Read(record);
  if (const char* wrong = ReadHead()) return wrong;
  if (const char* wrong = ReadRequest()) return wrong;
  if (const char* wrong = ReadClient()) return wrong;
  return ReadTail();
}

std::string_view S3AccessFinder::TakeWord() {
  const size_t end = marks_.NextSpace(at_);
  const std::string_view word(text_.data() + at_, end - at_);
  at_ = std::min(end + 1, text_.size());
  return word;
}

std::string_view S3AccessFinder::TakeQuoted(size_t end) {
  const std::string_view quoted(text_.data() + at_ + 1, end - at_ - 1);
  at_ = end + 2;
  return quoted;
}

// The fields before those that clients write; none of them holds a space but the time, in its brackets.
const char* S3AccessFinder::ReadHead() {
  std::string_view operation;
  for (uint32_t field = kOwner; field <= kKey; ++field) {
    Blame(here());
    if (at_end()) return kTooShort;
    if (field == kTime) {
      if (*here() != '[') return "the time is not in brackets";
      const size_t end = text_.find(']', at_);
      if (end == std::string_view::npos) return "the bracket that opens here is never closed";
      Set(field, text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      Blame(here());
      if (!at_end() && *here() != ' ') return "there is no space after the time's bracket";
      at_ = std::min(at_ + 1, text_.size());
      continue;
    }
    const std::string_view word = TakeWord();
    if (field == kOperation) operation = word;
    if (field == kKey && std::memchr(word.data(), '%', word.size()) != nullptr) {
      SetEscapes();
      times_[row()] = operation == "BATCH.DELETE.OBJECT" || operation == "S3.EXPIRE.OBJECT" ? 1 : 2;
    }
    Set(field, word);
  }
  return nullptr;
}

// The request, and the numbers behind it.
const char* S3AccessFinder::ReadRequest() {
  Blame(here());
  if (at_end()) return kTooShort;
  if (*here() != '"') {
    Set(kUri, TakeWord());
    Blame(here());
    if (!AreNumbers(text_.substr(at_))) return "here should be a status, an error code and four numbers";
  } else {
    size_t end = marks_.NextClosing(at_ + 1);
    while (end != Marks::kNone && !AreNumbers(text_.substr(end + 2))) end = marks_.NextClosing(end + 1);
    if (end == Marks::kNone) return "no status, error code and four numbers follow the request that opens here";
    Set(kUri, TakeQuoted(end));
  }
  for (uint32_t field = kStatus; field < kReferrer; ++field) Set(field, TakeWord());
  return nullptr;
}

// The referrer and the user agent, each in quotes or a word.  No field behind them is in quotes, so the last quote ends the user agent.
const char* S3AccessFinder::ReadClient() {
  const size_t last = marks_.LastClosing();
  const auto is_open = [&] { return last == Marks::kNone || last <= at_; };
  const auto unclosed = [this] {
    return text_.size() - at_ > 1 && text_.back() == '"' ? kTooShort : "the quote that opens here is never closed";
  };

  Blame(here());
  if (!at_end() && *here() == '"') {
    if (is_open()) return unclosed();
    size_t end = marks_.NextClosing(at_ + 1);
    while (end < last && text_[end + 2] != '"') end = marks_.NextClosing(end + 1);
    Set(kReferrer, TakeQuoted(end + 2 < last ? end : last));
  } else {
    Set(kReferrer, TakeWord());
  }

  Blame(here());
  if (at_end()) return kTooShort;
  if (*here() != '"') {
    Set(kAgent, TakeWord());
    return nullptr;
  }
  if (is_open()) return unclosed();
  Set(kAgent, TakeQuoted(last));
  return nullptr;
}

const char* S3AccessFinder::ReadTail() {
  Blame(here());
  if (at_end()) return kTooShort;
  for (uint32_t field = kVersion; !at_end(); ++field) {
    if (field > table_.fields) {
      ++longer_;
      break;
    }
    Set(field, TakeWord());
  }
  return nullptr;
}

const uint8_t* S3AccessFinder::escapes_of(uint32_t field) const { return field == kKey ? escapes() : nullptr; }

bool S3AccessFinder::DecodeField(uint32_t /*field*/, uint32_t row, std::string_view text, char /*before*/, std::string& out) const {
  return DecodePercent(text, times_[row], out);
}

bool S3AccessFinder::Decode(std::string_view text, char /*before*/, std::string& out) const { return DecodePercent(text, 2, out); }

std::string S3AccessFinder::Finish() { return TellLonger(table_, std::exchange(longer_, 0)); }

}  // namespace weir::parsers
