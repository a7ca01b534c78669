#pragma once

/// Names that tell by a word that they are none, or no votes.

#include <string>
#include <vector>

namespace crowdvote {

/// Words for "no answer" in the cases in which they are written, and the empty name, each once.
[[nodiscard]] std::vector<std::string> spellings_of_missing_words();
/// What rows of totals are called, by spreadsheets and pivot tables in several languages.
[[nodiscard]] std::vector<std::string> spellings_of_totals();
/// What is made of the votes of all users, as one more user.
[[nodiscard]] std::vector<std::string> spellings_of_all_users();
/// What stands below a header beside votes: types of columns, and rulers.
[[nodiscard]] std::vector<std::string> words_below_headers();

}  // namespace crowdvote
