#pragma once

/// Finds the place and the cause of a fault in a text that the parser rejected.

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
  /// Whether the object is complete: from '{' to its '}', with nothing but white space behind it.
  bool is_complete = false;
  /// The last comma found between members of the top-level object; 0 if there is none.
  std::size_t last_comma = 0;
  /// The last comma found inside a member that is an object; 0 if there is none.
  std::size_t last_inner_comma = 0;
  /// The text that is not JSON. If there is none, a window that is not complete ends too early.
  std::optional<JsonFault> fault;
  /// If the window ends inside a string: where the string begins.
  std::optional<std::size_t> open_string;
  /// If the window ends inside a string, number, word or nested value: where that begins.
  std::optional<std::size_t> open_field;
};

/// Throws Cancelled.
[[nodiscard]] JsonScan scan_json(const JsonWindow& window, const RunControl& control);

/// The message for a text that the parser rejects and the scan accepts.
inline constexpr std::string_view kUnreadableJson =
    "JSON that is nested too deep, or too long, to be read at once begins here";

/// Describes a byte in messages: "'x'", "a NUL byte", "byte 0x07".
[[nodiscard]] std::string describe_byte(char byte);

}  // namespace crowdvote
