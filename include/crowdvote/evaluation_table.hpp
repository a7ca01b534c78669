#pragma once

/// An Evaluation as text for people.

#include <crowdvote/evaluate.hpp>

#include <string>

namespace crowdvote {

/// The tie rule is mentioned if it could change the accuracy by at least this much.
inline constexpr double kWideTies = 0.01;

/// A table with one column per subset and one row per figure: shares to three digits with their 95 %
/// intervals, and "-" for an undefined figure. If an accuracy depends strongly on ties, the table also has
/// its values with every tie resolved wrongly, at random and correctly; if the strategy gives probabilities,
/// it has their scores. A line about observations that were left out follows. Ends with a line break.
///
///                        expert                multiple_votes        disagreement
///     observations       27                    17                    12
///     accuracy           0.741 [0.553, 0.868]  0.706 [0.469, 0.867]  0.583 [0.320, 0.807]
///     ...
[[nodiscard]] std::string format_evaluation(const Evaluation& evaluation);

}  // namespace crowdvote
