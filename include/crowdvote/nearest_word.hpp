#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The word among `words` that is nearest to `word` by edits, if it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& words);

}  // namespace crowdvote
