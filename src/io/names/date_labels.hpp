#pragma once

/// Labels that are dates or times: a spreadsheet turns labels such as 1-2 into dates, and a column of times
/// may be mistaken for the column of labels.

#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <vector>

namespace crowdvote {

/// Finds days without a year or with the name of a month (Jan 2, 2-Jan, 01. Feb, Mar-01) and times of day in
/// any case; whole dates (01.02.2024) if there are other labels too, or if there are few labels and all are
/// of one year; and days since 1900 (45292) if there are few labels and all other numbers are small.
/// \param first reports labels from this id on; all others are only taken into account
[[nodiscard]] std::vector<Finding> find_dates(const NameTable& labels, LabelId first = 0);

}  // namespace crowdvote
