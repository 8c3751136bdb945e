#include "config/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "config/display.hpp"
#include "config/guess.hpp"
#include "config/limits.hpp"
#include "config/parse.hpp"
#include "config/units.hpp"
#include "time/durations.hpp"
#include "time/instants.hpp"

namespace weir::config {
namespace {

std::string Expected(const weir_option& option) {
  switch (option.type) {
    case WEIR_BOOL: return "expected true or false";
    case WEIR_INT: return "expected an integer";
    case WEIR_FLOAT: return "expected a number";
    case WEIR_STRING: return "expected a string";
    case WEIR_ENUM: return "expected " + OneOf(Words(option.limits == nullptr ? "" : option.limits), "\"");
    case WEIR_DURATION: return "expected a duration such as \"5m\" or \"1h30m\"";
    case WEIR_SIZE: return "expected a size such as \"64MiB\" or \"512 MB\"";
    case WEIR_TIME: return "expected a time such as \"2024-05-01T00:00:00Z\" or \"1 day ago\"";
    case WEIR_LIST: return "expected a list of strings such as [\"a\", \"b\"]";
    case WEIR_MAP: return "expected a table of strings such as { name = \"value\" }";
    case WEIR_TABLE: return "expected a table";
    case WEIR_TABLES: return "expected an array of tables";
    default: return "expected a type that this runner does not know";
  }
}

std::string Found(const Value& value) {
  const auto* text = value.As<std::string>();
  if (text == nullptr || value.secret) return std::string(KindOf(value));
  return Quoted(*text);
}

Owner Below(const Owner& owner, std::string_view name, Location header) {
  const std::string_view outer = std::string_view(owner.where).substr(0, owner.where.size() - 1);
  return {fmt::format("{}.{}]", outer, name), owner.type, header, {}};
}

std::string DocOf(const Owner& owner) { return owner.type.empty() ? "" : "weir doc " + owner.type; }

}  // namespace

// Makes the values of one component.  What is wrong goes to the diagnostics; the values made then are never handed out.
class Binder {
 public:
  Binder(OptionValues& into, const time::Clock& clock, Diagnostics& diagnostics) : into_(into), clock_(clock), diagnostics_(diagnostics) {}

  bool Bind(const OptionTable& options, const Table& given, const Owner& owner) {
    into_.header_ = owner.header;
    into_.places_.resize(options.n);
    for (size_t i = 0; i < options.n; ++i)
      if (const Entry* entry = given.Find(options[i].name)) into_.places_[i] = entry->value.at;
    return Bind(options, given, owner, into_.values_);
  }

 private:
  using Memory = OptionValues::Memory;

  bool Bind(const OptionTable& options, const Table& given, const Owner& owner, std::vector<weir_value>& out) {
    bool good = KnowsAll(options, given, owner);
    out.reserve(options.n);
    for (size_t i = 0; i < options.n; ++i) {
      const weir_option& option = options[i];
      const Entry* entry = given.Find(option.name);
      out.push_back(Absent(option));
      if (entry == nullptr) {
        good &= Default(options, option, owner, out.back());
        continue;
      }
      if ((option.flags & WEIR_DEPRECATED) != 0)
        diagnostics_.Warn(entry->at, fmt::format("`{}` of {} is deprecated", option.name, owner.where), "", DocOf(owner));
      // A broken reference was reported where it stands.
      if (entry->value.broken)
        good = false;
      else
        good &= Convert(options, option, entry->value, owner, out.back());
      out.back().is_set = 1;
    }
    return good;
  }

  bool KnowsAll(const OptionTable& options, const Table& given, const Owner& owner) {
    std::vector<std::string> names;
    for (size_t i = 0; i < options.n; ++i) names.emplace_back(options[i].name);
    std::vector<std::string> candidates = names;
    candidates.insert(candidates.end(), owner.not_options.begin(), owner.not_options.end());
    bool good = true;
    for (const Entry& entry : given.entries) {
      if (std::ranges::find(names, entry.key) != names.end()) continue;
      diagnostics_.Error(entry.at, fmt::format("unknown option `{}` in {}", entry.key, owner.where), DidYouMean(entry.key, candidates),
                         DocOf(owner));
      good = false;
    }
    return good;
  }

  static weir_value Absent(const weir_option& option) {
    weir_value value{};
    value.type = option.type;
    if (option.type == WEIR_STRING) value.u.s = {"", 0};
    return value;
  }

  bool Default(const OptionTable& options, const weir_option& option, const Owner& owner, weir_value& out) {
    if ((option.flags & WEIR_REQUIRED) != 0) {
      const bool has_example = option.example != nullptr && *option.example != '\0';
      diagnostics_.Error(owner.header, fmt::format("{} has no `{}`", owner.where, option.name),
                         has_example ? fmt::format("expected {} = {}", option.name, option.example) : Expected(option), DocOf(owner));
      return false;
    }
    if (option.fallback == nullptr) return option.type != WEIR_TABLE || BindFieldsOfNothing(options, option, owner, out);
    const std::optional<Value> value = ParseValue(option.fallback);
    // What is wrong with a fallback is at no place of this file: it is heard apart, and told as the plugin's fault.
    Diagnostics about_plugin("", "");
    std::swap(about_plugin, diagnostics_);
    const bool good = value && Convert(options, option, *value, owner, out);
    std::swap(about_plugin, diagnostics_);
    if (!good)
      diagnostics_.Error({},
                         fmt::format("the plugin of `{}` is wrong: the fallback `{}` of its option `{}` is no such value", owner.type,
                                     option.fallback, option.name),
                         Expected(option));
    return good;
  }

  // A table that is not given still has one value for each field, so that a component may look at them; nothing is missed in it.
  bool BindFieldsOfNothing(const OptionTable& options, const weir_option& option, const Owner& owner, weir_value& out) {
    std::vector<weir_value> fields;
    const OptionTable inner = options.FieldsOf(option);
    bool good = true;
    for (size_t i = 0; i < inner.n; ++i) {
      fields.push_back(Absent(inner[i]));
      if ((inner[i].flags & WEIR_REQUIRED) == 0) good &= Default(inner, inner[i], Below(owner, option.name, owner.header), fields.back());
    }
    return good && Keep(std::move(fields), out);
  }

  bool Convert(const OptionTable& options, const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    switch (option.type) {
      case WEIR_BOOL: return ConvertBool(option, value, owner, out);
      case WEIR_INT:
      case WEIR_SIZE: return ConvertInteger(option, value, owner, out);
      case WEIR_DURATION: return ConvertDuration(option, value, owner, out);
      case WEIR_TIME: return ConvertTime(option, value, owner, out);
      case WEIR_FLOAT: return ConvertFloat(option, value, owner, out);
      case WEIR_ENUM: return ConvertEnum(option, value, owner, out);
      case WEIR_STRING: {
        const auto* text = value.As<std::string>();
        if (text == nullptr) return Wrong(option, value, owner);
        out.u.s = Keep(*text);
        return true;
      }
      case WEIR_LIST: return ConvertList(option, value, owner, out);
      case WEIR_MAP: return ConvertMap(option, value, owner, out);
      case WEIR_TABLE: {
        const auto* table = value.As<Table>();
        if (table == nullptr) return Wrong(option, value, owner);
        return ConvertTable(options.FieldsOf(option), *table, Below(owner, option.name, value.at), out);
      }
      case WEIR_TABLES: return ConvertTables(options, option, value, owner, out);
      default:
        diagnostics_.Error({}, fmt::format("the plugin of `{}` is wrong: its option `{}` has type {}, which this runner does not know",
                                           owner.type, option.name, option.type));
        return false;
    }
  }

  bool ConvertBool(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* flag = value.As<bool>();
    const auto* text = value.substituted ? value.As<std::string>() : nullptr;
    if (flag == nullptr && (text == nullptr || (*text != "true" && *text != "false"))) return Wrong(option, value, owner);
    out.u.i = flag != nullptr ? *flag : *text == "true";
    return true;
  }

  // Everything that ends as a 64-bit number in base units.
  bool ConvertInteger(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* text = value.As<std::string>();
    const auto* integer = value.As<int64_t>();
    std::optional<Result<int64_t>> number;
    if (option.type == WEIR_INT && text != nullptr && value.substituted) number = ParseInteger(*text);
    if (option.type == WEIR_INT && integer != nullptr) number = *integer;
    if (option.type == WEIR_SIZE && text != nullptr) number = ParseSize(*text);
    if (option.type == WEIR_SIZE && integer != nullptr && *integer >= 0) number = *integer;
    if (!number) return Wrong(option, value, owner);
    if (!number->ok()) return Wrong(option, value, owner, number->status().message());
    out.u.i = **number;
    return InLimits(option, value, owner, static_cast<long double>(out.u.i));
  }

  bool ConvertDuration(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* text = value.As<std::string>();
    const auto* integer = value.As<int64_t>();
    if (text == nullptr && (integer == nullptr || *integer != 0)) return Wrong(option, value, owner);
    const time::Reading<int64_t> duration = time::ReadDuration(text == nullptr ? "0" : *text);
    if (!duration.ok()) return Wrong(option, value, owner, *text, duration.fault());
    out.u.i = *duration;
    return InLimits(option, value, owner, static_cast<long double>(out.u.i));
  }

  bool ConvertTime(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* string = value.As<std::string>();
    const auto* unquoted = value.As<DateTime>();
    const auto* integer = value.As<int64_t>();  // is none, and is told what it may have been meant for
    if (string == nullptr && unquoted == nullptr && integer == nullptr) return Wrong(option, value, owner);
    const std::string text = string != nullptr ? *string : unquoted != nullptr ? unquoted->text : std::to_string(*integer);
    const time::Reading<time::Instant> instant = time::ReadInstant(text, clock_);
    if (!instant.ok()) return Wrong(option, value, owner, text, instant.fault());
    if (integer != nullptr) return Wrong(option, value, owner);
    out.u.i = instant->ns;
    if (!instant->is_absolute && !value.secret && (option.flags & WEIR_SECRET) == 0)
      into_.times_in_words_.push_back({option.name, text, instant->ns});
    return true;
  }

  bool ConvertFloat(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* text = value.As<std::string>();
    if (const auto* number = value.As<double>()) {
      out.u.f = *number;
    } else if (const auto* integer = value.As<int64_t>()) {
      out.u.f = static_cast<double>(*integer);
    } else if (text != nullptr && (value.substituted || text->find('%') != std::string::npos)) {
      const Result<double> parsed = ParseFraction(*text);
      if (!parsed.ok()) return Wrong(option, value, owner, parsed.status().message());
      out.u.f = *parsed;
    } else {
      return Wrong(option, value, owner);
    }
    if (!std::isfinite(out.u.f)) return Wrong(option, value, owner, "expected a finite number");
    return InLimits(option, value, owner, out.u.f);
  }

  bool ConvertEnum(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const std::vector<std::string> words = Words(option.limits == nullptr ? "" : option.limits);
    const auto* text = value.As<std::string>();
    if (text == nullptr) return Wrong(option, value, owner);
    const auto found = std::ranges::find(words, *text);
    out.u.i = found - words.begin();
    if (found != words.end()) return true;
    const std::optional<std::string> guess = value.secret ? std::nullopt : Guess(*text, words);
    return Wrong(option, value, owner, guess ? fmt::format("did you mean \"{}\"?", *guess) : "");
  }

  bool ConvertList(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    std::vector<weir_value> items;
    const auto* array = value.As<Array>();
    if (array == nullptr && value.As<std::string>() == nullptr) return Wrong(option, value, owner);
    bool good = true;
    for (size_t i = 0; i < (array == nullptr ? 1 : array->size()); ++i)
      good &= AddText(option, array == nullptr ? value : (*array)[i], owner, items);
    return good && Keep(std::move(items), out);
  }

  bool ConvertMap(const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* table = value.As<Table>();
    if (table == nullptr) return Wrong(option, value, owner);
    std::vector<weir_value> items;
    std::vector<weir_str> names;
    bool good = true;
    for (const Entry& entry : table->entries) {
      names.push_back(Keep(entry.key));
      good &= AddText(option, entry.value, owner, items);
    }
    if (!good) return false;
    const auto& kept_names = into_.memory_->names.emplace_back(std::move(names));
    const auto& kept_items = into_.memory_->lists.emplace_back(std::move(items));
    out.u.map = {kept_names.data(), kept_items.data(), kept_items.size()};
    return true;
  }

  bool AddText(const weir_option& option, const Value& value, const Owner& owner, std::vector<weir_value>& items) {
    if (value.broken) return false;
    const auto* text = value.As<std::string>();
    if (text == nullptr) return Wrong(option, value, owner);
    weir_value& item = items.emplace_back();
    item.type = WEIR_STRING;
    item.is_set = 1;
    item.u.s = Keep(*text);
    return true;
  }

  bool ConvertTable(const OptionTable& fields, const Table& table, const Owner& owner, weir_value& out) {
    std::vector<weir_value> values;
    return Bind(fields, table, owner, values) && Keep(std::move(values), out);
  }

  bool ConvertTables(const OptionTable& options, const weir_option& option, const Value& value, const Owner& owner, weir_value& out) {
    const auto* array = value.As<Array>();
    if (array == nullptr) return Wrong(option, value, owner);
    std::vector<weir_value> tables;
    bool good = true;
    for (const Value& item : *array) {
      const auto* table = item.As<Table>();
      weir_value& one = tables.emplace_back();
      one.type = WEIR_TABLE;
      one.is_set = 1;
      good &= table == nullptr ? Wrong(option, item, owner)
                               : ConvertTable(options.FieldsOf(option), *table, Below(owner, option.name, item.at), one);
    }
    return good && Keep(std::move(tables), out);
  }

  bool InLimits(const weir_option& option, const Value& value, const Owner& owner, long double number) {
    if (option.limits == nullptr) return true;
    const Result<Limits> limits = ParseLimits(option.limits, option.type);
    if (!limits.ok()) {
      diagnostics_.Error({}, fmt::format("the plugin of `{}` is wrong: its option `{}` has the limits `{}`: {}", owner.type, option.name,
                                         option.limits, limits.status().message()));
      return false;
    }
    if (limits->Hold(number)) return true;
    diagnostics_.Error(value.at, fmt::format("`{}` of {} is out of its limits", option.name, owner.where),
                       "expected " + InWords(option.limits), DocOf(owner));
    return false;
  }

  // `instead` says more than the type does.  What came from the environment or a file is not shown.
  bool Wrong(const weir_option& option, const Value& value, const Owner& owner, const std::string& instead = "") {
    diagnostics_.Error(value.at, fmt::format("wrong value of `{}` in {}", option.name, owner.where),
                       instead.empty() ? fmt::format("{}, found {}", Expected(option), Found(value)) : instead, DocOf(owner));
    return false;
  }

  // With the caret under the word that is wrong, where the file has it as it is.
  bool Wrong(const weir_option& option, const Value& value, const Owner& owner, const std::string& text, const time::Fault& fault) {
    if (value.secret) return Wrong(option, value, owner, Expected(option));
    const std::optional<Location> place = Within(value, fault.begin, fault.end);
    if (!place) return Wrong(option, value, owner, time::InText(text, fault));
    Value part = value;
    part.at = *place;
    return Wrong(option, part, owner, fault.message);
  }

  weir_str Keep(const std::string& text) {
    const std::string& kept = into_.memory_->texts.emplace_back(text);
    return {kept.data(), kept.size()};
  }
  bool Keep(std::vector<weir_value>&& items, weir_value& out) {
    const auto& kept = into_.memory_->lists.emplace_back(std::move(items));
    out.u.list = {kept.data(), kept.size()};
    return true;
  }

  OptionValues& into_;
  const time::Clock& clock_;
  Diagnostics& diagnostics_;
};

std::optional<OptionValues> BindOptions(const OptionTable& options, const Table& given, const Owner& owner, const time::Clock& clock,
                                        Diagnostics& diagnostics) {
  OptionValues values;
  Binder binder(values, clock, diagnostics);
  if (!binder.Bind(options, given, owner)) return std::nullopt;
  return values;
}

}  // namespace weir::config
