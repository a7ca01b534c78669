#include "evaluation/share.hpp"
#include <crowdvote/format_figures.hpp>

#include <fmt/format.h>

namespace crowdvote {

std::string with_commas(std::size_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    if (place > 0 && (digits.size() - place) % 3 == 0) text += ',';
    text += digits[place];
  }
  return text;
}

std::string percent_of(std::size_t part, std::size_t whole) {
  return with_decimals(100 * *share(part, whole), 1) + " %";
}

std::string count_of(std::size_t number, std::string_view singular, std::string_view plural) {
  if (number == 1) return fmt::format("1 {}", singular);
  if (!plural.empty()) return fmt::format("{} {}", with_commas(number), plural);
  return fmt::format("{} {}s", with_commas(number), singular);
}

}  // namespace crowdvote
