#pragma once

/// Words that mean that there is no answer.

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The words of spreadsheets, R, pandas, SQL dumps and statistics programs, in their usual spelling.
[[nodiscard]] const std::vector<std::string>& common_missing_words();

/// The text is one of those, in any case, with or without blanks around it, or it is nothing but blanks. Of
/// the spellings of "none" only Python's None counts: "none" is a label of many data sets.
[[nodiscard]] bool is_missing_word(std::string_view text);

}  // namespace crowdvote
