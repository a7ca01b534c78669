#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

#include <utf8proc.h>

namespace crowdvote {

namespace {

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// A text that is not valid UTF-8 is returned unchanged.
std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &result,
                                             static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (size < 0) return std::string(text);
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

bool is_blank_character(utf8proc_int32_t character) {
  if (character < 0x80) return character == ' ' || (character >= '\t' && character <= '\r');
  const auto category = utf8proc_category(character);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

/// Leaves one blank between words and removes surrounding blanks.
std::string with_single_blanks(std::string_view text) {
  std::string words;
  bool is_between = false;
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                     static_cast<utf8proc_ssize_t>(text.size()), &character);
    const std::size_t n_bytes = length > 0 ? static_cast<std::size_t>(length) : 1;
    if (length > 0 && is_blank_character(character)) {
      is_between = !words.empty();
    } else {
      if (is_between) words += ' ';
      is_between = false;
      words.append(text.substr(0, n_bytes));
    }
    text.remove_prefix(n_bytes);
  }
  return words;
}

/// A decimal number: 0.DIGITS times 10 to the power of `point`.
struct Decimal {
  bool is_negative = false;
  std::string digits;
  std::ptrdiff_t point = 0;
};

/// Appends the digits at the start of the text and removes them from it.
std::size_t take_digits(std::string_view& text, std::string& digits) {
  std::size_t n = 0;
  while (n < text.size() && is_decimal_digit(text[n])) ++n;
  digits.append(text.substr(0, n));
  text.remove_prefix(n);
  return n;
}

/// Appends the digits of complete groups of three, such as those behind the 1 in 1,000,000, 1'000 or 1 000,
/// and removes them from the text. Points separate groups only if there are two of them: 1.000 is 1.
void take_groups(std::string_view& text, std::string& digits) {
  constexpr std::size_t kGroup = 4;  // including the separator before it
  if (text.empty() || std::string_view(",' .").find(text.front()) == std::string_view::npos) return;
  const auto is_group = [&](std::size_t at) {
    const std::string_view group = text.substr(at);
    return group.size() >= kGroup && group[0] == text.front() &&
           std::all_of(group.begin() + 1, group.begin() + kGroup, is_decimal_digit) &&
           (group.size() == kGroup || !is_decimal_digit(group[kGroup]));
  };
  std::size_t end = 0;
  while (end < text.size() && is_group(end)) end += kGroup;
  if (text.front() == '.' && end < 2 * kGroup) return;
  for (std::size_t at = 0; at < end; at += kGroup) digits.append(text.substr(at + 1, kGroup - 1));
  text.remove_prefix(end);
}

/// Parses "e-3", "E+10" or an empty text; returns no value for any other text.
std::optional<int> exponent_in(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+') && text.size() > 1 && is_decimal_digit(text[1])) text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return exponent;
}

std::optional<Decimal> decimal_in(std::string_view text) {
  Decimal number;
  if (text.starts_with('-') || text.starts_with('+')) {
    number.is_negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t n_first = take_digits(text, number.digits);
  if (n_first > 0 && n_first < 4 && number.digits.front() != '0') take_groups(text, number.digits);
  number.point = static_cast<std::ptrdiff_t>(number.digits.size());
  const bool is_comma_between_digits =
      n_first > 0 && text.size() > 1 && text.front() == ',' && is_decimal_digit(text[1]);
  if (text.starts_with('.') || is_comma_between_digits) {
    text.remove_prefix(1);
    take_digits(text, number.digits);
  }
  const std::optional<int> exponent = exponent_in(text);
  if (number.digits.empty() || !exponent) return std::nullopt;
  number.point += *exponent;
  return number;
}

}  // namespace

std::string shortest_number(std::string_view text) {
  constexpr std::ptrdiff_t kMostZeros = 40;
  std::optional<Decimal> number = decimal_in(text);
  if (!number) return std::string(text);
  std::string& digits = number->digits;
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, first);
  number->point -= static_cast<std::ptrdiff_t>(first);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.empty()) return "0";
  const auto n_digits = static_cast<std::ptrdiff_t>(digits.size());
  if (number->point > n_digits + kMostZeros || number->point < -kMostZeros) return std::string(text);
  std::string shortest = number->is_negative ? "-" : "";
  if (number->point <= 0) {
    return shortest + "0." + std::string(static_cast<std::size_t>(-number->point), '0') + digits;
  }
  if (number->point >= n_digits) {
    return shortest + digits + std::string(static_cast<std::size_t>(number->point - n_digits), '0');
  }
  digits.insert(static_cast<std::size_t>(number->point), 1, '.');
  return shortest + digits;
}

std::string fold(std::string_view text, const NameFold& by) {
  std::string folded(text);
  const bool is_plain = is_ascii(text);
  if (by.letter_case && is_plain) {
    for (char& c : folded) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  if (!is_plain && (by.letter_case || by.unicode)) {
    const int form = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;
    folded = mapped(text, (by.unicode ? form : 0) | (by.letter_case ? UTF8PROC_CASEFOLD : 0));
  }
  if (by.space) folded = with_single_blanks(folded);
  if (by.number) folded = shortest_number(folded);
  return folded;
}

}  // namespace crowdvote
