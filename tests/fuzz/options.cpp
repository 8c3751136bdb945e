// The values of options: every type, nested tables, limits, units.  What is bound obeys the table; what is not was reported.
//
// Input: the TOML behind `[sink.out]`; behind it, after a form feed, values of the parameters a and b, which may be any text.
#include "config/options.hpp"

#include <cmath>

#include "config/parse.hpp"
#include "config/substitute.hpp"
#include "config/units.hpp"
#include "input.hpp"

using namespace weir;

namespace {

const std::string kSecret = "s3cr3t";
constexpr int64_t kNow = 1'714'521'600'000'000'000;

const weir_option kFields[] = {
    {"name", WEIR_STRING, WEIR_REQUIRED, nullptr, nullptr, "", "\"a\"", nullptr, 0},
    {"count", WEIR_INT, 0, "3", "-5..10000", "", nullptr, nullptr, 0},
    {"share", WEIR_FLOAT, 0, "\"1%\"", "0..1", "", nullptr, nullptr, 0},
};
const weir_option kOptions[] = {
    {"flag", WEIR_BOOL, 0, "true", nullptr, "", nullptr, nullptr, 0},
    {"count", WEIR_INT, 0, "3", "-5..10000", "", nullptr, nullptr, 0},
    {"any", WEIR_INT, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"share", WEIR_FLOAT, WEIR_IDENTITY, nullptr, "..0.5", "", nullptr, nullptr, 0},
    {"text", WEIR_STRING, WEIR_IDENTITY | WEIR_SECRET, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"path", WEIR_STRING, WEIR_IDENTITY | WEIR_PATH, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"codec", WEIR_ENUM, WEIR_IDENTITY, "\"zstd\"", "gzip|zstd|none", "", nullptr, nullptr, 0},
    {"wait", WEIR_DURATION, 0, "\"5m\"", "1s..1h", "", nullptr, nullptr, 0},
    {"size", WEIR_SIZE, 0, "\"64MiB\"", "1KiB..", "", nullptr, nullptr, 0},
    {"since", WEIR_TIME, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"list", WEIR_LIST, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"map", WEIR_MAP, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, nullptr, 0},
    {"table", WEIR_TABLE, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, kFields, std::size(kFields)},
    {"tables", WEIR_TABLES, WEIR_IDENTITY, nullptr, nullptr, "", nullptr, kFields, std::size(kFields)},
    {"old", WEIR_STRING, WEIR_DEPRECATED, nullptr, nullptr, "", nullptr, nullptr, 0},
};

size_t Touch(weir_str text) {
  size_t sum = 0;
  for (const char c : View(text)) sum += static_cast<unsigned char>(c);
  return sum;
}

void ExpectGood(const config::OptionTable& options, const weir_value* values);

void ExpectGood(const weir_option& option, const weir_value& value) {
  fuzz::Expect(value.type == option.type, "a value has the type of its option");
  const std::string_view name = option.name;
  switch (value.type) {
    case WEIR_BOOL: fuzz::Expect(value.u.i == 0 || value.u.i == 1, "a boolean is 0 or 1"); break;
    case WEIR_INT: fuzz::Expect(name != "count" || (value.u.i >= -5 && value.u.i <= 10000), "an integer is in its limits"); break;
    case WEIR_FLOAT:
      fuzz::Expect(std::isfinite(value.u.f) && value.u.f <= (option.fields == nullptr && option.fallback == nullptr ? 0.5 : 1.0),
                   "a number is finite and in its limits");
      break;
    case WEIR_ENUM: fuzz::Expect(value.u.i >= 0 && value.u.i <= 2, "an enum is one of its words"); break;
    case WEIR_DURATION: fuzz::Expect(value.u.i >= 1'000'000'000 && value.u.i <= 3'600'000'000'000, "a duration is in its limits"); break;
    case WEIR_SIZE: fuzz::Expect(value.u.i >= 1024, "a size is in its limits"); break;
    case WEIR_STRING: Touch(value.u.s); break;
    case WEIR_LIST:
      for (size_t i = 0; i < value.u.list.n; ++i) Touch(value.u.list.items[i].u.s);
      break;
    case WEIR_MAP:
      for (size_t i = 0; i < value.u.map.n; ++i) Touch(value.u.map.names[i]), Touch(value.u.map.items[i].u.s);
      break;
    case WEIR_TABLE:
      fuzz::Expect(value.u.list.n == option.n_fields, "a table has one value for each field");
      ExpectGood({option.fields, option.n_fields}, value.u.list.items);
      break;
    case WEIR_TABLES:
      for (size_t i = 0; i < value.u.list.n; ++i) ExpectGood({option.fields, option.n_fields}, value.u.list.items[i].u.list.items);
      break;
    default: break;
  }
}

void ExpectGood(const config::OptionTable& options, const weir_value* values) {
  for (size_t i = 0; i < options.n; ++i)
    if (values[i].is_set != 0 || options[i].fallback != nullptr || options[i].type == WEIR_TABLE) ExpectGood(options[i], values[i]);
}

void ReadUnits(std::string_view text) {
  if (const auto size = config::ParseSize(text); size.ok()) fuzz::Expect(*size >= 0, "no size is negative");
  if (const auto number = config::ParseFraction(text); number.ok()) fuzz::Expect(std::isfinite(*number), "a number is finite");
  if (const auto number = config::ParseInteger(text); number.ok()) {
    const auto again = config::ParseInteger(std::to_string(*number));
    fuzz::Expect(again.ok() && *again == *number, "an integer as it is written is the same integer");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const std::string given(input.Until('\f'));
  if (given.find("file:") != std::string::npos) return 0;
  config::Invocation invocation;
  invocation.environment = [](const std::string& name) { return std::optional<std::string>(kSecret + name); };
  invocation.sets.emplace_back("a", input.Until('\f'));
  invocation.sets.emplace_back("b", input.Until('\f'));
  for (const auto& [name, value] : invocation.sets) ReadUnits(value);
  for (fuzz::Input lines(data, size); !lines.empty();) ReadUnits(lines.Until('\n'));

  config::Diagnostics diagnostics("fuzz.toml", "[params]\na = {}\nb = {}\n[sink.out]\n" + given);
  std::optional<config::Table> root = config::Parse(diagnostics);
  if (!root) return 0;
  config::Substitution substitution(invocation, diagnostics);
  substitution.Declare(root->Find("params"));
  config::Entry* sinks = root->Find("sink");
  auto* nodes = sinks == nullptr ? nullptr : sinks->value.As<config::Table>();
  config::Entry* out = nodes == nullptr ? nullptr : nodes->Find("out");
  auto* table = out == nullptr ? nullptr : out->value.As<config::Table>();
  if (table == nullptr) return 0;
  substitution.Apply(out->value);
  const config::OptionTable options{kOptions, std::size(kOptions)};
  const auto values = config::BindOptions(options, *table, {"[sink.out]", "sink", out->at, {"type"}}, {kNow, {}}, diagnostics);
  const std::string said = diagnostics.Render(true);
  fuzz::Expect(values || !diagnostics.empty(), "without values there is an error");
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  fuzz::Expect(all.find(kSecret) != std::string_view::npos || said.find(kSecret) == std::string::npos, "no message shows a secret");
  if (!values) return 0;
  ExpectGood(options, values->values());
  fuzz::Expect(!config::IdentityText(options, values->values()).empty(), "there is an identity");
  for (size_t i = 0; i < std::size(kOptions) + 2; ++i) (void)values->LocationOf(i);
  return 0;
}
