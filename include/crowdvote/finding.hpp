#pragma once

/// Possible mistakes in the votes, as data.

#include <crowdvote/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

struct Finding {
  enum class Kind : std::uint8_t {
    missing_words,     ///< labels or ids that are words for "no answer", as NA
    number_spellings,  ///< numbers in two spellings, as 1 and 1.0
    twins,             ///< names that differ only in case, blanks or Unicode form
    yes_no_spellings,  ///< labels that mean yes or no in several spellings, as true and 1
    label_lists,       ///< labels that hold several labels, as ["a", "b"]
    dates,             ///< labels that are dates or times; spreadsheets turn labels such as 1-2 into dates
    near_twins,        ///< labels that differ only in punctuation or in a leading code, as 1: cat and cat
    cut_labels,        ///< labels that end inside a word of a longer one
    quoted_labels,     ///< all labels are in quotes
    garbled_texts,     ///< names that were read in another encoding than the one they were written in
    escaped_texts,     ///< names with escape sequences of HTML, JSON or code, as &amp;
    header_votes,      ///< names that are words for columns: a header was read as a vote
    records_as_votes,  ///< the users are the fields of records, or the observations the columns of a table
    counts_as_votes,   ///< the users are labels, and the labels counts of votes
    swapped,           ///< observations have names typical of users, and users those of observations
    row_numbers,       ///< the observations are the numbers of rows
    one_user,          ///< one user has all votes, with several on one observation
    apart,             ///< observations with their own users and labels: rows or members that are not votes
    cut_off,           ///< the file ends inside a line, and its last text is the beginning of another name
    truth_votes,       ///< users who are called gold or truth
    totals,            ///< observations or users named like a sum of the others, as Total or majority
    outer_blanks,      ///< names that begin or end with a blank
    guarded_texts,     ///< names protected as in spreadsheets, ="001" or '001
    line_breaks,       ///< names of more than one line
    scientific_ids,    ///< ids that a spreadsheet has rounded, as 1.00E+09
    minus_one,         ///< -1 was read as no vote, and all labels are numbers
    no_votes,          ///< there are no votes
    repeated_header,   ///< rows of a table that repeat its header, and were skipped
    rows_in_a_cell,    ///< quoted cells that hold what looks like whole rows
    repeated_files,    ///< files of votes that were given more than once
  };
  Kind kind;
  std::string of = {};  ///< "labels", "users" or "observations" if it is about names, otherwise empty
  std::size_t count = 0;
  std::vector<std::string> examples = {};  ///< at most three
  Remedy remedy = {};

  /// A whole sentence without its full stop.
  [[nodiscard]] std::string text() const;
};

/// "missing_words", "number_spellings", ...
[[nodiscard]] std::string_view word_of(Finding::Kind kind);

/// Counts one more example, and keeps it if it is one of the first three.
void add_example(Finding& finding, std::string example);

}  // namespace crowdvote
