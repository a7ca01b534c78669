#pragma once

/// The optional column `author` of a votes file: did this voter make the observation?

#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// 1, true, yes or 0, false, no or nothing, in any case; nothing if it is neither.
[[nodiscard]] std::optional<bool> parse_author_mark(std::string_view mark);

/// What is wrong with a mark that is neither.
[[nodiscard]] std::string explain_author_mark(std::string_view mark);

}  // namespace crowdvote
