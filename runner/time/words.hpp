// A text as words, numbers and signs in lower case that know where they stood, and a reader's place among them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "time/fault.hpp"

namespace weir::time {

struct Word {
  enum class Kind { End, Letters, Digits, Sign };

  Kind kind = Kind::End;
  std::string text;  // of digits: "20" or "20.51"
  size_t begin = 0, end = 0;
  bool glued = false;  // no space before it

  bool is_digits(size_t count) const { return kind == Kind::Digits && text.size() == count && text.find('.') == std::string::npos; }
  bool is_whole() const { return kind == Kind::Digits && text.find('.') == std::string::npos; }
  int number() const;  // of up to nine digits
};

Reading<std::vector<Word>> Split(std::string_view text);

// Readers take words off the front.  One that finds nothing of its kind goes back to where it began and gives nothing; one that finds
// something wrong gives nothing too, and leaves a fault, after which nobody reads on.
class Words {
 public:
  explicit Words(std::vector<Word> words) : words_(std::move(words)) {}

  bool done() const { return at_ >= words_.size(); }
  size_t at() const { return at_; }
  size_t size() const { return words_.size(); }
  void Back(size_t at) { at_ = at; }
  void Skip(size_t count = 1) { at_ += count; }

  // Past the end there is a word without text.
  const Word& Peek(size_t ahead = 0) const { return Get(at_ + ahead); }
  const Word& Get(size_t index) const;
  bool Is(std::string_view text, size_t ahead = 0) const { return Peek(ahead).text == text; }
  bool IsGlued(std::string_view text, size_t ahead) const { return Is(text, ahead) && Peek(ahead).glued; }
  bool Take(std::string_view text);
  // Any of these words.
  bool IsAny(std::initializer_list<std::string_view> texts, size_t ahead = 0) const;

  bool failed() const { return fault_.has_value(); }
  const Fault& fault() const { return *fault_; }
  // The caret goes under the words from `from` to before `to`; what stands past the end is said of the last one.
  std::nullopt_t Fail(std::string message, size_t from, size_t to);
  std::nullopt_t FailHere(std::string message) { return Fail(std::move(message), at_, at_ + 1); }

  void Erase(size_t from, size_t to) {
    words_.erase(words_.begin() + static_cast<ptrdiff_t>(from), words_.begin() + static_cast<ptrdiff_t>(to));
  }

 private:
  std::vector<Word> words_;
  size_t at_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace weir::time
