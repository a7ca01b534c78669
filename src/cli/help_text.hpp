#pragma once

/// Help in two columns: names on the left, descriptions on the right, wrapped at 100 characters.

#include <string>

namespace crowdvote::cli {

/// A line of help: `left`, and `right` beside it in its column, or below it if `left` is too long.
[[nodiscard]] std::string help_line(const std::string& left, const std::string& right);

}  // namespace crowdvote::cli
