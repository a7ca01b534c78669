#pragma once

/// Times in their usual notations.

#include <cstdint>
#include <optional>
#include <string_view>

namespace crowdvote {

struct TimeText {
  std::int64_t microseconds = 0;  ///< since 1970-01-01 00:00 UTC
  bool is_day = false;            ///< without a time of day, which stands for its first moment
};

/// Understands the forms of ISO 8601 that are usual in tables, and numbers:
///
///     2024-02-23    20240223
///     2024-02-23 16:17    2024-02-23T16:17:48.123
///     2024-02-23 16:17:48 UTC    2024-02-23T16:17:48Z    ...+01:00    ...+0100    ...+01
///     1708705068    1708705068.25     seconds since 1970; beyond the year 9999, milliseconds
///
/// A time without a zone is in UTC. Digits beyond microseconds are ignored. Returns nothing if the text is
/// not such a time, or is a number of 14 digits, which may be a date and a time.
[[nodiscard]] std::optional<TimeText> parse_time(std::string_view text);

}  // namespace crowdvote
