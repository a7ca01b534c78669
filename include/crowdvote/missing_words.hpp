#pragma once

/// Words that mean that there is no answer.

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The words of spreadsheets, R, pandas, SQL dumps and statistics programs, in their usual spelling.
[[nodiscard]] const std::vector<std::string>& common_missing_words();

/// Whether the text is one of these words, in any case and with or without blanks around it, or consists of
/// blanks only. Of the spellings of "none" only Python's None counts, because "none" is a label in many data
/// sets.
[[nodiscard]] bool is_missing_word(std::string_view text);

}  // namespace crowdvote
