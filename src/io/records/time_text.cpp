#include "io/records/time_text.hpp"

#include "io/bytes/line_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace crowdvote {

namespace {

constexpr std::int64_t kMicroseconds = 1'000'000;
constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr std::int64_t kEndOfYear9999 = 253'402'300'799;

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

/// Removes a word from the front of a text.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::size_t n_digits_before(std::string_view text) {
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_decimal_digit);
  return static_cast<std::size_t>(end - text.begin());
}

/// Removes digits from the front of a text, at most `most` of them.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  const std::size_t n_digits = std::min(n_digits_before(text), most);
  if (n_digits < least) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text.substr(0, n_digits)) number = 10 * number + (c - '0');
  text.remove_prefix(n_digits);
  return number;
}
std::optional<std::int64_t> take_two_digits(std::string_view& text) { return take_number(text, 2, 2); }

/// Reads the digits behind a decimal point as millionths.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  const std::size_t n_digits = n_digits_before(text);
  if (n_digits == 0) return std::nullopt;
  std::int64_t millionths = 0;
  for (std::size_t place = 0; place < 6; ++place) {
    millionths = 10 * millionths + (place < n_digits ? text[place] - '0' : 0);
  }
  text.remove_prefix(n_digits);
  return millionths;
}

std::optional<TimeText> parse_epoch(std::string_view text) {
  constexpr std::size_t kMostDigits = 16;  // so that microseconds fit
  const bool is_negative = take(text, "-");
  const auto whole = take_number(text, 1, kMostDigits);
  if (!whole) return std::nullopt;
  std::optional<std::int64_t> fraction = 0;
  if (take(text, ".")) fraction = take_fraction(text);
  if (!fraction || !text.empty()) return std::nullopt;
  const bool is_in_milliseconds = *whole > kEndOfYear9999;
  if (is_in_milliseconds && *whole / 1000 > kEndOfYear9999) return std::nullopt;
  const std::int64_t time =
      is_in_milliseconds ? *whole * 1000 + *fraction / 1000 : *whole * kMicroseconds + *fraction;
  return TimeText{.microseconds = is_negative ? -time : time};
}

/// Returns the seconds east of Greenwich, or nothing if the text is not a time zone.
std::optional<std::int64_t> take_zone(std::string_view& text) {
  if (text.empty()) return 0;
  (void)take(text, " ");
  if (take(text, "Z") || take(text, "z") || take(text, "UTC") || take(text, "GMT")) return 0;
  const bool is_east = take(text, "+");
  if (!is_east && !take(text, "-")) return std::nullopt;
  const auto hours = take_two_digits(text);
  if (!hours || *hours > 23) return std::nullopt;
  std::optional<std::int64_t> minutes = 0;
  if (!text.empty()) {
    (void)take(text, ":");
    minutes = take_two_digits(text);
  }
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return is_east ? seconds : -seconds;
}

/// \param has_dashes between year, month and day
std::optional<std::int64_t> take_day(std::string_view& text, bool has_dashes) {
  const auto year = take_number(text, 4, 4);
  if (!year || (has_dashes && !take(text, "-"))) return std::nullopt;
  const auto month = take_two_digits(text);
  if (!month || (has_dashes && !take(text, "-"))) return std::nullopt;
  const auto day = take_two_digits(text);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsOfDay * kMicroseconds;
}

/// Reads what follows the day: microseconds, without the time zone.
std::optional<std::int64_t> take_time_of_day(std::string_view& text) {
  const auto hour = take_two_digits(text);
  if (!hour || *hour > 24 || !take(text, ":")) return std::nullopt;
  const auto minute = take_two_digits(text);
  if (!minute || *minute > 59) return std::nullopt;
  std::optional<std::int64_t> second = 0;
  std::optional<std::int64_t> fraction = 0;
  if (take(text, ":")) {
    second = take_two_digits(text);
    if (!second || *second > 60) return std::nullopt;
    if (take(text, ".") || take(text, ",")) fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
  }
  return (*hour * 3600 + *minute * 60 + *second) * kMicroseconds + *fraction;
}

}  // namespace

std::optional<TimeText> parse_time(std::string_view text) {
  text = trimmed(text);
  constexpr std::size_t kDayInDigits = 8;
  constexpr std::size_t kDayAndTimeInDigits = 14;
  const bool is_number = std::all_of(text.begin(), text.end(), is_decimal_digit);
  if (is_number && text.size() == kDayAndTimeInDigits) return std::nullopt;
  const bool is_day_in_digits = is_number && text.size() == kDayInDigits;
  if (!is_day_in_digits) {
    if (const auto epoch = parse_epoch(text)) return epoch;
  }
  const auto day = take_day(text, !is_day_in_digits);
  if (!day) return std::nullopt;
  if (text.empty()) return TimeText{.microseconds = *day, .is_day = true};
  if (!take(text, "T") && !take(text, "t") && !take(text, " ")) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return TimeText{.microseconds = *day + *time - *zone * kMicroseconds};
}

}  // namespace crowdvote
