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

// Takes the text before the next space, and the space; all of it where there is none.
std::string_view TakeWord(std::string_view& left) {
  const void* const space = std::memchr(left.data(), ' ', left.size());
  const size_t length = space == nullptr ? left.size() : static_cast<size_t>(static_cast<const char*>(space) - left.data());
  const std::string_view word = left.substr(0, length);
  left.remove_prefix(std::min(length + 1, left.size()));
  return word;
}

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

// Where the next quote is that has a space behind it, or npos.
size_t FindClosing(std::string_view text, size_t from) { return text.find("\" ", from); }

}  // namespace

const char* S3AccessFinder::Read(std::string_view record) {
  if (record.back() == ' ') record.remove_suffix(1);
  std::string_view left = record;
  if (const char* wrong = ReadHead(left)) return wrong;
  if (const char* wrong = ReadRequest(left)) return wrong;
  if (const char* wrong = ReadClient(left)) return wrong;
  return ReadTail(left);
}

// The fields before those that clients write; none of them holds a space but the time, in its brackets.
const char* S3AccessFinder::ReadHead(std::string_view& left) {
  std::string_view operation;
  for (uint32_t field = kOwner; field <= kKey; ++field) {
    Blame(left.data());
    if (left.empty()) return kTooShort;
    if (field == kTime) {
      if (left[0] != '[') return "the time is not in brackets";
      const size_t end = left.find(']');
      if (end == std::string_view::npos) return "the bracket that opens here is never closed";
      Set(field, left.substr(1, end - 1));
      left.remove_prefix(end + 1);
      Blame(left.data());
      if (!left.empty() && left[0] != ' ') return "there is no space after the time's bracket";
      left.remove_prefix(std::min<size_t>(1, left.size()));
      continue;
    }
    const std::string_view word = TakeWord(left);
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
const char* S3AccessFinder::ReadRequest(std::string_view& left) {
  Blame(left.data());
  if (left.empty()) return kTooShort;
  if (left[0] != '"') {
    Set(kUri, TakeWord(left));
  } else {
    size_t end = FindClosing(left, 1);
    while (end != std::string_view::npos && !AreNumbers(left.substr(end + 2))) end = FindClosing(left, end + 1);
    if (end == std::string_view::npos) return "no status, error code and four numbers follow the request that opens here";
    Set(kUri, left.substr(1, end - 1));
    left.remove_prefix(end + 2);
  }
  Blame(left.data());
  if (!AreNumbers(left)) return "here should be a status, an error code and four numbers";
  for (uint32_t field = kStatus; field < kReferrer; ++field) Set(field, TakeWord(left));
  return nullptr;
}

// The referrer and the user agent, each in quotes or a word.  No field behind them is in quotes, so the last quote ends the user agent.
const char* S3AccessFinder::ReadClient(std::string_view& left) {
  const size_t found = left.rfind("\" ");
  const char* const last = found == std::string_view::npos ? nullptr : left.data() + found;
  const auto unclosed = [&left] { return left.size() > 1 && left.back() == '"' ? kTooShort : "the quote that opens here is never closed"; };

  Blame(left.data());
  if (left.starts_with('"')) {
    if (last == nullptr || last == left.data()) return unclosed();
    const size_t middle = left.substr(0, found).find("\" \"", 1);
    const size_t end = middle == std::string_view::npos ? found : middle;
    Set(kReferrer, left.substr(1, end - 1));
    left.remove_prefix(end + 2);
  } else {
    Set(kReferrer, TakeWord(left));
  }

  Blame(left.data());
  if (left.empty()) return kTooShort;
  if (!left.starts_with('"')) {
    Set(kAgent, TakeWord(left));
    return nullptr;
  }
  if (last == nullptr || last <= left.data()) return unclosed();
  const auto end = static_cast<size_t>(last - left.data());
  Set(kAgent, left.substr(1, end - 1));
  left.remove_prefix(end + 2);
  return nullptr;
}

const char* S3AccessFinder::ReadTail(std::string_view left) {
  Blame(left.data());
  if (left.empty()) return kTooShort;
  for (uint32_t field = kVersion; !left.empty(); ++field) {
    if (field > table_.fields) {
      ++longer_;
      break;
    }
    Set(field, TakeWord(left));
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
