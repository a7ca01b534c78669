#pragma once

/// Labels that were probably meant to be another label although folding does not join the two.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <vector>

namespace crowdvote {

/// Among few labels, finds those that differ only in punctuation (ice cream, ice_cream, 'cat', cat.) or in a
/// leading code (1: cat beside cat or beside 1), and those that end inside a word of a longer label, as in a
/// column of limited width.
/// \param first pairs of two labels with smaller ids are left out
[[nodiscard]] std::vector<Finding> find_near_labels(const NameTable& labels, LabelId first = 0);

}  // namespace crowdvote
