#pragma once

/// Suggestions and lists of words in messages.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// At most `most` of the `words` whose edit distance from `word` is small enough that they may be meant: the
/// nearest first, equally near ones in their order.
[[nodiscard]] std::vector<std::string> nearest_words(std::string_view word,
                                                     const std::vector<std::string>& words, std::size_t most);

/// The word with the smallest edit distance from `word`, if it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& words);

/// "a, b or c"
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace crowdvote
