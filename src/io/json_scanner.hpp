#pragma once

/// The exact reader of a window: slower than the parser, it knows the place and the cause of a fault.

#include "io/json_members.hpp"
#include "io/json_text.hpp"
#include "io/json_window.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace crowdvote {

/// How far a window could be read. Offsets count from the start of the window.
struct JsonScan {
  /// Whole: from '{' to its '}', and nothing but white space behind.
  bool is_complete = false;
  /// The last comma that was found between members of the top-level object; 0 if there is none.
  std::size_t last_comma = 0;
  /// What is no JSON. Without it, a window that is not complete ends too early.
  std::optional<JsonFault> fault;
  /// Where the string was opened in which the window ends, if it ends in one.
  std::optional<std::size_t> open_string;
  /// What the members did not take.
  std::vector<JsonFault> refused;
};

/// \param arena holds texts that are written with escapes
[[nodiscard]] JsonScan scan_json(const JsonWindow& window, JsonMembers& members, TextArena& arena);

}  // namespace crowdvote
