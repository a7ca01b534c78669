#include "io/records/column_parts.hpp"

#include <algorithm>

namespace crowdvote {

std::optional<std::vector<ColumnPart>> parts_of_column(std::string_view name) {
  std::vector<ColumnPart> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const bool is_constant = at < name.size() && name[at] == '"';
    std::size_t end = name.find('+', at);
    if (is_constant) {
      const std::size_t quote = name.find('"', at + 1);
      if (quote == std::string_view::npos) return std::nullopt;
      end = quote + 1;
      if (end < name.size() && name[end] != '+') return std::nullopt;
      parts.push_back({std::string(name.substr(at + 1, quote - at - 1)), true});
    } else {
      end = std::min(end, name.size());
      if (end == at) return std::nullopt;
      parts.push_back({std::string(name.substr(at, end - at)), false});
    }
    at = end + 1;
  }
  const bool has_column =
      std::any_of(parts.begin(), parts.end(), [](const ColumnPart& part) { return !part.is_constant; });
  if (parts.size() < 2 || !has_column) return std::nullopt;
  return parts;
}

void append_part(std::string& joined, std::string_view part, bool is_first) {
  if (!is_first) joined += '+';
  for (const char c : part) {
    if (c == '+' || c == '\\') joined += '\\';
    joined += c;
  }
}

}  // namespace crowdvote
