#include "catalog/projection.hpp"

namespace weir::catalog {
namespace {

struct Range {
  const char *range, *digits;
};

// Folders have years of four digits and the rest of two, as the sink writes them.
constexpr Range RangeOf(KeyPart part) {
  switch (part) {
    case KeyPart::Year: return {"1970,2100", "4"};
    case KeyPart::Month: return {"1,12", "2"};
    case KeyPart::Day: return {"1,31", "2"};
    case KeyPart::Hour: return {"0,23", "2"};
    case KeyPart::Value: break;
  }
  return {"", ""};
}

}  // namespace

void Project(Table& table, const std::vector<KeyPart>& parts) {
  table.parameters["projection.enabled"] = "true";
  for (size_t i = 0; i < table.keys.size(); ++i) {
    const std::string property = "projection." + table.keys[i].name;
    if (parts[i] == KeyPart::Value) {
      table.parameters[property + ".type"] = "injected";
      continue;
    }
    table.parameters[property + ".type"] = "integer";
    table.parameters[property + ".range"] = RangeOf(parts[i]).range;
    table.parameters[property + ".digits"] = RangeOf(parts[i]).digits;
  }
}

std::vector<std::string> Injected(const Table& table) {
  std::vector<std::string> injected;
  for (const Column& key : table.keys)
    if (const auto type = table.parameters.find("projection." + key.name + ".type");
        type != table.parameters.end() && type->second == "injected")
      injected.push_back(key.name);
  return injected;
}

}  // namespace weir::catalog
