#include <crowdvote/finding.hpp>
#include <crowdvote/format_figures.hpp>

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

/// Returns a text such as "3 labels"; `of` already is the plural.
std::string counted_names(const Finding& finding) {
  const std::string_view of = finding.of;
  return count_of(finding.count, of.substr(0, of.size() - (of.ends_with('s') ? 1 : 0)));
}

}  // namespace

std::string Finding::text() const {
  const bool is_one = count == 1;
  const std::string examples_text = fmt::format("{}", fmt::join(examples, ", "));
  switch (kind) {
    case Kind::missing_words:
      if (of != "labels") {
        return fmt::format(
            "{} {} named as if the name were missing: {}; rows without a name then count as the same one",
            counted_names(*this), is_one ? "is" : "are", examples_text);
      }
      return fmt::format("{} {} as if nobody had answered: {}", counted_names(*this),
                         is_one ? "reads" : "read", examples_text);
    case Kind::number_spellings:
      return fmt::format("{} {} also spelled another way: {}", counted_names(*this),
                         is_one ? "is a number that is" : "are numbers that are", examples_text);
    case Kind::twins:
      return fmt::format("{} {} from another only in case, blanks or Unicode form: {}", counted_names(*this),
                         is_one ? "differs" : "differ", examples_text);
    case Kind::yes_no_spellings:
      return fmt::format("the labels {} in several words: {}", is_one ? "give one answer" : "say yes and no",
                         examples_text);
    case Kind::label_lists:
      return fmt::format("{} {} several labels: {}", counted_names(*this),
                         is_one ? "seems to hold" : "seem to hold", examples_text);
    case Kind::dates:
      return fmt::format(
          "{} {}: {}; a spreadsheet turns labels such as 1-2 into dates, and the column of a time may have "
          "been taken for that of the labels",
          counted_names(*this), is_one ? "is a date or a time" : "are dates or times", examples_text);
    case Kind::near_twins:
      return fmt::format("{} {} from another only in punctuation or a code: {}", counted_names(*this),
                         is_one ? "differs" : "differ", examples_text);
    case Kind::cut_labels:
      return fmt::format("{} inside a word of another, as if cut off by a column of limited width: {}",
                         is_one ? "1 label ends" : fmt::format("{} labels end", count), examples_text);
    case Kind::quoted_labels:
      return fmt::format("each label is in quotes, which are part of it: {}", examples_text);
    case Kind::garbled_texts:
      return fmt::format(
          "{} {} garbled, like text that was read in another encoding than it was written in: {}; export the "
          "file again, in UTF-8",
          counted_names(*this), is_one ? "is" : "are", examples_text);
    case Kind::escaped_texts:
      return fmt::format("{} {} escape sequences of HTML, JSON or code: {}", counted_names(*this),
                         is_one ? "holds" : "hold", examples_text);
    case Kind::header_votes:
      return fmt::format("a header seems to have been read as a vote: {}", examples_text);
    case Kind::records_as_votes:
      return fmt::format("the {} look like the fields of a table, not like {}: {}", of, of, examples_text);
    case Kind::counts_as_votes:
      return fmt::format("the users look like labels, and the labels like counts of votes: {}",
                         examples_text);
    case Kind::swapped:
      return fmt::format(
          "observations have names like those of users, and users like those of observations, as in {}",
          examples_text);
    case Kind::row_numbers:
      return fmt::format(
          "each of the {} observations has one vote, and their names are the numbers of the rows: {}", count,
          examples_text);
    case Kind::one_user:
      return fmt::format("all votes are of one user, {}, and of several on an observation only one counts",
                         examples_text);
    case Kind::apart:
      return fmt::format("{} {} nothing in common with the others and may not be {}: {}",
                         counted_names(*this), is_one ? "has" : "have", is_one ? "one" : of, examples_text);
    case Kind::cut_off:
      return fmt::format("the file ends inside a line, and the last of its {} is {}: is the file cut off?",
                         of, examples_text);
    case Kind::truth_votes:
      return fmt::format("{} {} votes like the others and may hold the true labels: {}", counted_names(*this),
                         is_one ? "has" : "have", examples_text);
    case Kind::totals:
      return fmt::format("{} {} named like a total or result of the others: {}", counted_names(*this),
                         is_one ? "is" : "are", examples_text);
    case Kind::outer_blanks:
      return fmt::format("{} {} or {} with a blank, which is part of the name: {}", counted_names(*this),
                         is_one ? "begins" : "begin", is_one ? "ends" : "end", examples_text);
    case Kind::guarded_texts:
      return fmt::format(
          "{} {} written the way that keeps a spreadsheet from turning a text into a number: {}",
          counted_names(*this), is_one ? "is" : "are", examples_text);
    case Kind::line_breaks:
      return fmt::format("{} {} more than one line: {}; is a quote never closed?", counted_names(*this),
                         is_one ? "spans" : "span", examples_text);
    case Kind::scientific_ids:
      return fmt::format(
          "{} {} written as {}: a spreadsheet may have rounded them, and different ones may have become one",
          counted_names(*this), is_one ? "is" : "are", examples_text);
    case Kind::minus_one:
      return fmt::format("{} of -1 {} not counted as {}, and all labels are numbers, such as {}",
                         count_of(count, "statement"), is_one ? "was" : "were", is_one ? "a vote" : "votes",
                         examples_text);
    case Kind::no_votes:
      return "the file holds no vote at all";
    case Kind::repeated_header:
      return fmt::format("{} the header, and {} skipped: {}",
                         is_one ? "1 row repeats" : fmt::format("{} rows repeat", count),
                         is_one ? "was" : "were", examples_text);
    case Kind::rows_in_a_cell:
      return fmt::format("{} what looks like whole rows, as in {}; is a quote never closed?",
                         is_one ? "1 cell in quotes holds" : fmt::format("{} cells in quotes hold", count),
                         examples_text);
    case Kind::repeated_files:
      return fmt::format("{} given more than once: {}; each of its votes is repeated",
                         is_one ? "1 file is" : fmt::format("{} files are", count), examples_text);
  }
  return "";
}

std::string_view word_of(Finding::Kind kind) {
  constexpr std::array kWords{"missing_words"sv,    "number_spellings"sv, "twins"sv,
                              "yes_no_spellings"sv, "label_lists"sv,      "dates"sv,
                              "near_twins"sv,       "cut_labels"sv,       "quoted_labels"sv,
                              "garbled_texts"sv,    "escaped_texts"sv,    "header_votes"sv,
                              "records_as_votes"sv, "counts_as_votes"sv,  "swapped"sv,
                              "row_numbers"sv,      "one_user"sv,         "apart"sv,
                              "cut_off"sv,          "truth_votes"sv,      "totals"sv,
                              "outer_blanks"sv,     "guarded_texts"sv,    "line_breaks"sv,
                              "scientific_ids"sv,   "minus_one"sv,        "no_votes"sv,
                              "repeated_header"sv,  "rows_in_a_cell"sv,   "repeated_files"sv};
  static_assert(kWords.size() == static_cast<std::size_t>(Finding::Kind::repeated_files) + 1);
  return kWords[static_cast<std::size_t>(kind)];
}

void add_example(Finding& finding, std::string example) {
  constexpr std::size_t kMost = 3;
  ++finding.count;
  if (finding.examples.size() < kMost) finding.examples.push_back(std::move(example));
}

}  // namespace crowdvote
