#pragma once

/// An Evaluation as text for people.

#include <crowdvote/evaluate.hpp>

#include <string>

namespace crowdvote {

/// A table with a row a subset and a column a figure, shares to three digits with their 95 % intervals behind
/// them, "-" for a figure over nothing; below it a line for what was left out of the figures. Ends with a
/// line break.
///
///     subset          observations  valid  accuracy              of labels  of valid  macro precision ...
///     expert                    12     10  0.750 [0.468, 0.911]      0.833     0.900            0.800 ...
[[nodiscard]] std::string format_evaluation(const Evaluation& evaluation);

}  // namespace crowdvote
