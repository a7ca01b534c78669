#pragma once

/// Words that show that a name is not the name of a user, an observation or a label.

#include <crowdvote/name_table.hpp>

#include <string>
#include <vector>

namespace crowdvote {

/// Words for "no answer" in their usual letter cases, and the empty name, without duplicates.
[[nodiscard]] std::vector<std::string> spellings_of_missing_words();
/// Names of rows of totals in spreadsheets and pivot tables, in several languages.
[[nodiscard]] std::vector<std::string> spellings_of_totals();
/// Names of an additional user whose labels are derived from the votes of all users.
[[nodiscard]] std::vector<std::string> spellings_of_all_users();
/// Words in rows between the header and the votes: types of columns, and rulers.
[[nodiscard]] std::vector<std::string> words_below_headers();
/// Whether a name is such a word, also with the brackets and lengths of types and units: "(id)", "<chr>",
/// "VARCHAR(20)"; or anything else in brackets.
[[nodiscard]] bool is_type_of_column(const Name& name);
/// Names that several unknown users share: "anonymous", "not-logged-in", -1.
[[nodiscard]] std::vector<std::string> spellings_of_unnamed();
/// Members of a JSON object that describe the whole file: "version", "_comment".
[[nodiscard]] std::vector<std::string> words_about_files();
/// Members that describe an observation: "n_votes", "timestamp".
[[nodiscard]] std::vector<std::string> words_beside_users();

}  // namespace crowdvote
