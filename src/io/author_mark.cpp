#include "io/author_mark.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace crowdvote {

std::optional<bool> parse_author_mark(std::string_view mark) {
  using namespace std::string_view_literals;
  constexpr std::array kYes{"1"sv, "true"sv, "yes"sv};
  constexpr std::array kNo{""sv, "0"sv, "false"sv, "no"sv};
  const auto is_mark = [mark](std::string_view word) {
    return std::equal(mark.begin(), mark.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  };
  if (std::any_of(kYes.begin(), kYes.end(), is_mark)) return true;
  if (std::any_of(kNo.begin(), kNo.end(), is_mark)) return false;
  return std::nullopt;
}

std::string explain_author_mark(std::string_view mark) {
  return fmt::format("author is '{}'; expected 1, true or yes, or 0, false, no or nothing", mark);
}

}  // namespace crowdvote
