#pragma once

/// Lists of words in messages.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The words among `words` that are nearest to `word` by edits and near enough to be meant: the nearest first, of
/// equally near ones the first.
[[nodiscard]] std::vector<std::string> nearest_words(std::string_view word,
                                                     const std::vector<std::string>& words, std::size_t most);

/// The word among `words` that is nearest to `word` by edits, if it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& words);

/// "a, b or c"
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace crowdvote
