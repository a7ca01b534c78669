#include "io/flag_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace crowdvote {

std::optional<bool> parse_flag(std::string_view text) {
  using namespace std::string_view_literals;
  constexpr std::array kYes{"1"sv, "true"sv, "yes"sv};
  constexpr std::array kNo{""sv, "0"sv, "false"sv, "no"sv};
  const auto is_text = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  };
  if (std::any_of(kYes.begin(), kYes.end(), is_text)) return true;
  if (std::any_of(kNo.begin(), kNo.end(), is_text)) return false;
  return std::nullopt;
}

std::string explain_flag(Column column, std::string_view text) {
  return fmt::format("{} is '{}'; expected 1, true or yes, or 0, false, no or nothing", name_of(column),
                     text);
}

}  // namespace crowdvote
