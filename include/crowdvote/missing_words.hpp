#pragma once

/// Words that stand where somebody gave no answer.

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Those of spreadsheets, R, pandas, SQL dumps and statistics programs, as they are usually written.
[[nodiscard]] const std::vector<std::string>& common_missing_words();

/// The text is one of those, in any case, with or without blanks around it, or it is nothing but blanks. Of
/// the spellings of "none" only Python's None counts: "none" is a label of many data sets.
[[nodiscard]] bool is_missing_word(std::string_view text);

}  // namespace crowdvote
