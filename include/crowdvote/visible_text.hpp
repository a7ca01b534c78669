#pragma once

/// Text of strangers, made safe to show.

#include <cstddef>
#include <string>
#include <string_view>

namespace crowdvote {

/// The text with all that a terminal could take for a command, or that could make it look like another,
/// written by its number: control characters (\x1b, \u009b), those that change the direction of writing
/// (\u202e), line separators, and bytes that are no UTF-8 (\xe9).
/// \param kept control characters of ASCII that stay, as in "\n\t"
[[nodiscard]] std::string visible_text(std::string_view text, std::string_view kept = {});

/// A text of more than `most` bytes without its middle, at the borders of characters.
[[nodiscard]] std::string without_middle(std::string_view text, std::size_t most);

}  // namespace crowdvote
