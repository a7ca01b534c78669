#pragma once

/// Finds the place and the cause of a fault in a text that the parser refused.

#include "io/json/json_window.hpp"
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// What is wrong, and where.
struct JsonFault {
  std::size_t offset;
  std::string what;
};

/// How far a window could be read. Offsets count from the start of the window.
struct JsonScan {
  /// Whole: from '{' to its '}', and nothing but white space behind.
  bool is_complete = false;
  /// The last comma that was found between members of the top-level object; 0 if there is none.
  std::size_t last_comma = 0;
  /// The last comma that was found inside a member that is an object; 0 if there is none.
  std::size_t last_inner_comma = 0;
  /// What is no JSON. Without it, a window that is not complete ends too early.
  std::optional<JsonFault> fault;
  /// Where the string was opened in which the window ends, if it ends in one.
  std::optional<std::size_t> open_string;
  /// Where the string, number, word or nested value begins in which the window ends, if it ends in one.
  std::optional<std::size_t> open_field;
};

/// Throws Cancelled.
[[nodiscard]] JsonScan scan_json(const JsonWindow& window, const RunControl& control);

/// Said of a text that the parser refuses and the scan does not.
inline constexpr std::string_view kUnreadableJson =
    "JSON that is nested too deep, or too long, to be read at once begins here";

/// For messages: "'x'", "a NUL byte", "byte 0x07".
[[nodiscard]] std::string describe_byte(char byte);

}  // namespace crowdvote
