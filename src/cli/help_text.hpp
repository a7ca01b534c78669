#pragma once

/// Text for people in columns: names on the left, what they mean on the right, wrapped at 100 columns.

#include <cstddef>
#include <string>

namespace crowdvote::cli {

/// The text in lines of at most `width` bytes, each after the first indented by `indent`.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

/// A line of help: `left`, and `right` beside it in its column, or below where `left` is too long.
[[nodiscard]] std::string help_line(const std::string& left, const std::string& right);

}  // namespace crowdvote::cli
