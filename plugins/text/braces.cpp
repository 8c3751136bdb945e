#include "text/braces.hpp"

namespace weir::text {
namespace {

Status Wrong(const char* message) { return Status::Config(message); }

void AppendLiteral(char c, std::vector<BracePart>& parts) {
  if (parts.empty() || parts.back().is_field) parts.emplace_back();
  parts.back().text += c;
}

}  // namespace

Result<std::vector<BracePart>> SplitBraces(std::string_view text) {
  std::vector<BracePart> parts;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_double = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && is_double) {
      AppendLiteral(text[i++], parts);
    } else if (text[i] == '}') {
      return Wrong("a `}` without a `{`: write `}}` for a brace");
    } else if (text[i] == '{') {
      const size_t end = text.find('}', i);
      if (end == std::string_view::npos) return Wrong("a `{` without a `}`: write `{{` for a brace");
      const std::string_view field = text.substr(i + 1, end - i - 1);
      if (field.empty()) return Wrong("`{}` names nothing: write `{{}}` for two braces");
      if (field.find('{') != std::string_view::npos) return Wrong("a `{` inside of `{...}`: write `{{` for a brace");
      parts.push_back({true, std::string(field)});
      i = end;
    } else {
      AppendLiteral(text[i], parts);
    }
  }
  return parts;
}

}  // namespace weir::text
