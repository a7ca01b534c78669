#pragma once

/// Figures of a subset as cells of a CSV; without a subset the cells are empty.

#include "io/write/figures.hpp"
#include <crowdvote/evaluate.hpp>

#include <vector>

namespace crowdvote {

void add_metrics(FigureRow& row, const SubsetMetrics* metrics);
void add_ties(FigureRow& row, const SubsetMetrics* metrics);
void add_probability_scores(FigureRow& row, const SubsetMetrics* metrics);

/// A row per subset.
[[nodiscard]] std::vector<FigureRow> records_of(const Evaluation& evaluation);

}  // namespace crowdvote
