#pragma once

/// Labels that are likely to be misunderstood. One look at each label leaves few of them to look at closely.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <span>
#include <vector>

namespace crowdvote {

/// The labels that may be a word for yes, no or no answer, or hold several labels. Of integers other than 0 and 1 it is
/// the first alone.
[[nodiscard]] std::vector<LabelId> labels_of_odd_form(const NameTable& labels);

/// "yes", "faux", "maybe", "positive": a word that a crowd answers with.
[[nodiscard]] bool is_word_for_answer(std::string_view text);

/// Numbers that surveys have for "no answer", as 99 and -9, where all other labels are the numbers of a short scale.
[[nodiscard]] std::vector<LabelId> codes_for_missing(const NameTable& labels);

/// Labels that say yes or no in several words, as true and 1. Nothing is found where other whole numbers or other
/// single letters are labels too, because 1 or N are labels of their own then.
/// \param odd those of odd form
/// \param first findings are about labels from this id on, beside all others
[[nodiscard]] std::vector<Finding> find_yes_no_spellings(const NameTable& labels,
                                                         std::span<const LabelId> odd, LabelId first = 0);

/// Labels that hold several labels: a list or an object of JSON, a list as Python prints it, or the parts of another
/// label in another order, as cat|dog and dog|cat.
/// \param odd, first as above
[[nodiscard]] std::vector<Finding> find_label_lists(const NameTable& labels, std::span<const LabelId> odd,
                                                    LabelId first = 0);

}  // namespace crowdvote
