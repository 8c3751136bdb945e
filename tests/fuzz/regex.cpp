// Records that a regular expression reads.
#include "regex.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {
      "pattern = '(?P<time>\\S+) (?P<level>[A-Z]+) (?P<text>.*)'",
      "pattern = '(?P<a>\\w+)(?: (?P<b>\\d+))?(?: x(?P<c>\\d*))?', columns = ['b integer', 'c integer']",
      "pattern = 'a(?P<x>.*?);(?P<t>.*)', columns = ['x number', 't timestamp(%F)']"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Regex>(), kOptions, {}, data, size);
}
