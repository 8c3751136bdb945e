#include "time/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace weir::time {
namespace {

constexpr size_t kLongest = 256;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || c == '\t'; }
// All of UTF-8 beyond ASCII too: it is in one unit, µs, and in words that nobody knows.
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

size_t EndOfDigits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

size_t EndOfLetters(std::string_view text, size_t at) {
  const auto is_inside = [&](size_t i) {
    return IsLetter(text[i]) || (text[i] == '\'' && i + 1 < text.size() && IsLetter(text[i + 1]));  // o'clock
  };
  while (at < text.size() && is_inside(at)) ++at;
  return at;
}

// 20 and 20.51 are one number, 30.07.2013 are three.
size_t EndOfNumber(std::string_view text, size_t at) {
  const size_t whole = EndOfDigits(text, at);
  if (whole >= text.size() || text[whole] != '.' || (at > 0 && text[at - 1] == '.')) return whole;
  const size_t fraction = EndOfDigits(text, whole + 1);
  if (fraction == whole + 1) return whole;
  const bool goes_on = fraction + 1 < text.size() && text[fraction] == '.' && IsDigit(text[fraction + 1]);
  return goes_on ? whole : fraction;
}

}  // namespace

std::string InText(std::string_view text, const Fault& fault) {
  if (fault.end == fault.begin || fault.end - fault.begin == text.size()) return fault.message;
  return fmt::format("`{}`: {}", text.substr(fault.begin, fault.end - fault.begin), fault.message);
}

int Word::number() const {
  int value = 0;
  std::from_chars(text.data(), text.data() + std::min<size_t>(text.size(), 9), value);
  return value;
}

Reading<std::vector<Word>> Split(std::string_view text) {
  if (text.size() > kLongest) return Fault{"this is longer than 256 bytes"};
  std::vector<Word> words;
  bool glued = false;
  for (size_t at = 0; at < text.size();) {
    if (IsSpace(text[at])) {
      glued = false;
      ++at;
      continue;
    }
    Word word;
    word.begin = at;
    if (IsDigit(text[at])) {
      word.kind = Word::Kind::Digits;
      at = EndOfNumber(text, at);
    } else if (IsLetter(text[at])) {
      word.kind = Word::Kind::Letters;
      at = EndOfLetters(text, at);
    } else {
      word.kind = Word::Kind::Sign;
      ++at;
    }
    word.end = at;
    word.glued = glued;
    word.text = text.substr(word.begin, at - word.begin);
    for (char& c : word.text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    words.push_back(std::move(word));
    glued = true;
  }
  return words;
}

const Word& Words::Get(size_t index) const {
  static const Word kEnd;
  return index < words_.size() ? words_[index] : kEnd;
}

bool Words::Take(std::string_view text) {
  if (done() || !Is(text)) return false;
  ++at_;
  return true;
}

bool Words::IsAny(std::initializer_list<std::string_view> texts, size_t ahead) const {
  return std::ranges::find(texts, Peek(ahead).text) != texts.end();
}

std::nullopt_t Words::Fail(std::string message, size_t from, size_t to) {
  if (fault_) return std::nullopt;
  fault_ = Fault{std::move(message)};
  if (words_.empty()) return std::nullopt;
  from = std::min(from, words_.size() - 1);
  to = std::clamp(to, from + 1, words_.size());
  fault_->begin = words_[from].begin;
  fault_->end = words_[to - 1].end;
  return std::nullopt;
}

}  // namespace weir::time
