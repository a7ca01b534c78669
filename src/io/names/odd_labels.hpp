#pragma once

/// Labels that are likely to be misunderstood. A quick check of each label leaves few to examine closely.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <span>
#include <vector>

namespace crowdvote {

/// Returns the labels that may be a word for yes, no or "no answer", or that may hold several labels. Of the
/// integers other than 0 and 1, returns only the first.
[[nodiscard]] std::vector<LabelId> labels_of_odd_form(const NameTable& labels);

/// Whether a text is a word that a crowd answers with, such as "yes", "faux", "maybe" or "positive".
[[nodiscard]] bool is_word_for_answer(std::string_view text);

/// Returns the numbers that surveys use for "no answer", such as 99 and -9, if all other labels are the
/// numbers of a short scale.
[[nodiscard]] std::vector<LabelId> codes_for_missing(const NameTable& labels);

/// Finds labels that are several words for yes or for no, such as true and 1. Finds nothing if other whole
/// numbers or other single letters are labels as well, because 1 or N are then labels in their own right.
/// \param odd the labels of odd form
/// \param first reports labels from this id on; all others are only taken into account
[[nodiscard]] std::vector<Finding> find_yes_no_spellings(const NameTable& labels,
                                                         std::span<const LabelId> odd, LabelId first = 0);

/// Finds labels that hold several labels: a JSON list or object, a list as Python prints it, or the parts of
/// another label in a different order, such as cat|dog and dog|cat.
/// \param odd, first as above
[[nodiscard]] std::vector<Finding> find_label_lists(const NameTable& labels, std::span<const LabelId> odd,
                                                    LabelId first = 0);

}  // namespace crowdvote
