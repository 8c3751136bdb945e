// The tables of the manual say what the code does.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "case.hpp"
#include "time/durations.hpp"
#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::time::test {
namespace {

std::vector<std::string> Quoted(const std::string& cell) {
  std::vector<std::string> texts;
  for (size_t at = cell.find('`'); at != std::string::npos;) {
    const size_t end = cell.find('`', at + 1);
    texts.push_back(cell.substr(at + 1, end - at - 1));
    at = cell.find('`', end + 1);
  }
  return texts;
}

std::string MeaningOf(const std::string& phrase, bool is_duration, const Clock& clock) {
  if (is_duration) {
    const auto duration = ReadDuration(phrase);
    return duration.ok() ? Seconds(*duration) + " s" : duration.fault().message;
  }
  const auto instant = ReadInstant(phrase, clock);
  return instant.ok() ? Iso(instant->ns, clock.zone) : instant.fault().message;
}

TEST(Manual, ShowsWhatPhrasesMean) {
  const Clock clock{ReadInstant("2024-05-01T14:34:56+02:00", {})->ns, *Zone::Named("Europe/Berlin")};
  std::ifstream file(WEIR_MANUAL);
  bool inside = false, is_duration = false;
  int checked = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## Times and durations";
    if (line.starts_with("### ")) is_duration = line == "### Durations";
    if (!inside || !line.starts_with("| `")) continue;
    const size_t second = line.find(" | ");
    const std::string cell = line.substr(second + 3, line.size() - second - 5);
    for (const std::string& phrase : Quoted(line.substr(0, second))) {
      EXPECT_EQ(MeaningOf(phrase, is_duration, clock), cell) << phrase;
      ++checked;
    }
  }
  EXPECT_GE(checked, 60);
}

}  // namespace
}  // namespace weir::time::test
