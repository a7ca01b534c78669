#pragma once

/// An Evaluation as text for people.

#include <crowdvote/evaluate.hpp>

#include <string>

namespace crowdvote {

/// A tie rule is mentioned where it could make the accuracy this much higher or lower.
inline constexpr double kWideTies = 0.01;

/// A table with one column per subset and one row per figure: shares to three digits with their 95 %
/// intervals behind them, "-" for a figure over nothing. Where ties leave an accuracy wide open, what it would be
/// with every tie resolved against us, at random and for us. Where the strategy gives probabilities, their scores.
/// Below, a line for what was left out of the figures. Ends with a line break.
///
///                        expert                multiple_votes        disagreement
///     observations       27                    17                    12
///     accuracy           0.741 [0.553, 0.868]  0.706 [0.469, 0.867]  0.583 [0.320, 0.807]
///     ...
[[nodiscard]] std::string format_evaluation(const Evaluation& evaluation);

}  // namespace crowdvote
