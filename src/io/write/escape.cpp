#include "io/write/escape.hpp"

#include <array>
#include <utility>

namespace crowdvote {

namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

template <std::size_t n>
std::string replace_all(std::string_view text, const std::array<Replacement, n>& replacements) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    std::string_view from = text.substr(0, 1);
    std::string_view to = from;
    for (const auto& [special, escaped] : replacements) {
      if (text.substr(0, special.size()) == special) {
        from = special;
        to = escaped;
      }
    }
    result += to;
    text.remove_prefix(from.size());
  }
  return result;
}

}  // namespace

std::string escape_html(std::string_view text) {
  static constexpr std::array<Replacement, 5> kSpecial{
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}}};
  return replace_all(text, kSpecial);
}

std::string json_for_script(const nlohmann::ordered_json& value) {
  // In JSON, these characters occur only inside strings, where any character may be replaced by its code.
  static constexpr std::array<Replacement, 5> kSpecial{{{"<", "\\u003c"},
                                                        {">", "\\u003e"},
                                                        {"&", "\\u0026"},
                                                        {"\xE2\x80\xA8", "\\u2028"},
                                                        {"\xE2\x80\xA9", "\\u2029"}}};
  return replace_all(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), kSpecial);
}

}  // namespace crowdvote
