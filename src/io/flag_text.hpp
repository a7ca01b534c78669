#pragma once

/// Yes or no, as in the optional column `author` of a votes file: did this voter make the observation?

#include "io/column_names.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// 1, true, yes or 0, false, no or nothing, in any case; nothing if it is neither.
[[nodiscard]] std::optional<bool> parse_flag(std::string_view text);

/// What is wrong with a text that is neither.
[[nodiscard]] std::string explain_flag(Column column, std::string_view text);

}  // namespace crowdvote
