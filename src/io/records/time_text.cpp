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

/// Takes characters off the front of a text.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  /// Exactly so many digits.
  std::optional<int> take_number(std::size_t n_digits) {
    if (rest_.size() < n_digits) return std::nullopt;
    int number = 0;
    for (const char c : rest_.substr(0, n_digits)) {
      if (!is_decimal_digit(c)) return std::nullopt;
      number = 10 * number + (c - '0');
    }
    rest_.remove_prefix(n_digits);
    return number;
  }
  /// Digits behind a point, as millionths.
  std::optional<std::int64_t> take_fraction() {
    std::int64_t millionths = 0;
    std::int64_t unit = kMicroseconds / 10;
    if (at_end() || !is_decimal_digit(rest_.front())) return std::nullopt;
    for (; !at_end() && is_decimal_digit(rest_.front()); rest_.remove_prefix(1)) {
      millionths += unit * (rest_.front() - '0');
      unit /= 10;
    }
    return millionths;
  }
  /// At most 16 digits, so that millionths of it fit.
  std::optional<std::int64_t> take_integer() {
    std::int64_t number = 0;
    std::size_t n_digits = 0;
    for (; !at_end() && is_decimal_digit(rest_.front()); rest_.remove_prefix(1)) {
      if (++n_digits > 16) return std::nullopt;
      number = 10 * number + (rest_.front() - '0');
    }
    if (n_digits == 0) return std::nullopt;
    return number;
  }

 private:
  std::string_view rest_;
};

std::optional<TimeText> parse_epoch(std::string_view text) {
  TimeScanner scanner(text);
  const bool is_negative = scanner.take('-');
  const auto whole = scanner.take_integer();
  if (!whole) return std::nullopt;
  std::optional<std::int64_t> fraction = 0;
  if (scanner.take('.')) fraction = scanner.take_fraction();
  if (!fraction || !scanner.at_end()) return std::nullopt;
  const bool is_in_milliseconds = *whole > kEndOfYear9999;
  if (is_in_milliseconds && *whole / 1000 > kEndOfYear9999) return std::nullopt;
  const std::int64_t time =
      is_in_milliseconds ? *whole * 1000 + *fraction / 1000 : *whole * kMicroseconds + *fraction;
  return TimeText{.microseconds = is_negative ? -time : time};
}

/// Seconds east of Greenwich; nothing if it is no zone.
std::optional<std::int64_t> parse_zone(TimeScanner& scanner) {
  if (scanner.at_end()) return 0;
  (void)scanner.take(' ');
  if (scanner.take('Z') || scanner.take('z') || scanner.take_word("UTC") || scanner.take_word("GMT"))
    return 0;
  const bool is_east = scanner.take('+');
  if (!is_east && !scanner.take('-')) return std::nullopt;
  const auto hours = scanner.take_number(2);
  if (!hours || *hours > 23) return std::nullopt;
  std::optional<int> minutes = 0;
  if (!scanner.at_end()) {
    (void)scanner.take(':');
    minutes = scanner.take_number(2);
  }
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return is_east ? seconds : -seconds;
}

/// \param has_dashes between year, month and day
std::optional<std::int64_t> parse_day(TimeScanner& scanner, bool has_dashes) {
  const auto year = scanner.take_number(4);
  if (!year || (has_dashes && !scanner.take('-'))) return std::nullopt;
  const auto month = scanner.take_number(2);
  if (!month || (has_dashes && !scanner.take('-'))) return std::nullopt;
  const auto day = scanner.take_number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsOfDay * kMicroseconds;
}

/// Behind the day: microseconds, without the zone.
std::optional<std::int64_t> parse_time_of_day(TimeScanner& scanner) {
  const auto hour = scanner.take_number(2);
  if (!hour || *hour > 24 || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.take_number(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::optional<int> second = 0;
  std::optional<std::int64_t> fraction = 0;
  if (scanner.take(':')) {
    second = scanner.take_number(2);
    if (!second || *second > 60) return std::nullopt;
    if (scanner.take('.') || scanner.take(',')) fraction = scanner.take_fraction();
    if (!fraction) return std::nullopt;
  }
  return (std::int64_t{*hour} * 3600 + *minute * 60 + *second) * kMicroseconds + *fraction;
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
  TimeScanner scanner(text);
  const auto day = parse_day(scanner, !is_day_in_digits);
  if (!day) return std::nullopt;
  if (scanner.at_end()) return TimeText{.microseconds = *day, .is_day = true};
  if (!scanner.take('T') && !scanner.take('t') && !scanner.take(' ')) return std::nullopt;
  const auto time = parse_time_of_day(scanner);
  if (!time) return std::nullopt;
  const auto zone = parse_zone(scanner);
  if (!zone || !scanner.at_end()) return std::nullopt;
  return TimeText{.microseconds = *day + *time - *zone * kMicroseconds};
}

}  // namespace crowdvote
