#pragma once

/// The parts of format_evaluation.

#include "evaluation/text_table.hpp"
#include <crowdvote/evaluate.hpp>

#include <string>
#include <vector>

namespace crowdvote {

/// A column per subset and a row per figure.
[[nodiscard]] TextTable table_of(const Evaluation& evaluation);
/// A line for each kind of observation that was left out of the figures.
[[nodiscard]] std::vector<std::string> notes_of(const Evaluation& evaluation);

}  // namespace crowdvote
