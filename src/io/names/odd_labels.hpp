#pragma once

/// Labels that are likely to be misunderstood, each label looked at once.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <vector>

namespace crowdvote {

/// Labels that say yes or no in several words, as true and 1. Nothing is found where other whole numbers or other
/// single letters are labels too, because 1 or N are labels of their own then.
/// \param first findings are about labels from this id on, beside all others
[[nodiscard]] std::vector<Finding> find_yes_no_spellings(const NameTable& labels, LabelId first = 0);

/// Labels that hold several labels: a list or an object of JSON, a list as Python prints it, or the parts of another
/// label in another order, as cat|dog and dog|cat.
/// \param first as above
[[nodiscard]] std::vector<Finding> find_label_lists(const NameTable& labels, LabelId first = 0);

}  // namespace crowdvote
