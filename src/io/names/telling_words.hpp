#pragma once

/// Names that tell by a word that they are none, or no votes.

#include <crowdvote/name_table.hpp>

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
/// The same of one name, with the brackets and lengths that types and units have: "(id)", "<chr>", "VARCHAR(20)"; and anything
/// else in brackets.
[[nodiscard]] bool is_type_of_column(const Name& name);
/// What users are called who are several, as nobody knows who they are: "anonymous", "not-logged-in", -1.
[[nodiscard]] std::vector<std::string> spellings_of_unnamed();
/// Members of a JSON object that say something of the whole file: "version", "_comment".
[[nodiscard]] std::vector<std::string> words_about_files();
/// Members that say something of an observation: "n_votes", "timestamp".
[[nodiscard]] std::vector<std::string> words_beside_users();

}  // namespace crowdvote
