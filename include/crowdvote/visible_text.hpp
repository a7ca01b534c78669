#pragma once

/// Makes text from untrusted input safe to show.

#include <cstddef>
#include <string>
#include <string_view>

namespace crowdvote {

/// The text with escape sequences in place of everything that a terminal could take for a command or that
/// could disguise the text: control characters (\x1b, \u009b), characters that change the direction of
/// writing (\u202e), line separators, and bytes that are not UTF-8 (\xe9).
/// \param kept ASCII control characters that are not replaced, as in "\n\t"
[[nodiscard]] std::string visible_text(std::string_view text, std::string_view kept = {});

/// Shortens a text of more than `most` bytes by leaving out its middle, without splitting characters.
[[nodiscard]] std::string without_middle(std::string_view text, std::size_t most);

}  // namespace crowdvote
