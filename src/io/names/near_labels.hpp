#pragma once

/// Labels that another label may have been meant by, though no fold joins the two.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <vector>

namespace crowdvote {

/// Of few labels: those that differ only in punctuation (ice cream, ice_cream, 'cat', cat.), in a code before them (1: cat
/// beside cat or beside 1), or that end inside a word of a longer one, as a column of limited width has them.
/// \param first pairs of two labels with smaller ids are left out
[[nodiscard]] std::vector<Finding> find_near_labels(const NameTable& labels, LabelId first = 0);

}  // namespace crowdvote
