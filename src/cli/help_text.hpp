#pragma once

/// Text for people in columns: names on the left, what they mean on the right, wrapped at 100 columns.

#include <string>

namespace crowdvote::cli {

/// A line of help: `left`, and `right` beside it in its column, or below where `left` is too long.
[[nodiscard]] std::string help_line(const std::string& left, const std::string& right);

}  // namespace crowdvote::cli
