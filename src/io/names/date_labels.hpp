#pragma once

/// Labels that are dates or times: a spreadsheet makes dates of labels such as 1-2, and a column of times may be taken for
/// that of the labels.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <vector>

namespace crowdvote {

/// Days without a year or with the name of a month (Jan 2, 2-Jan, 01. Feb, Mar-01), and times of day, wherever they stand;
/// whole dates (01.02.2024) beside other labels, or if few labels are all of one year; and the numbers of days since 1900
/// (45292) among few labels of which all other numbers are small.
/// \param first findings are about labels from this id on, beside all others
[[nodiscard]] std::vector<Finding> find_dates(const NameTable& labels, LabelId first = 0);

}  // namespace crowdvote
