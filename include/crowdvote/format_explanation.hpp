#pragma once

/// Explanations in every FiguresFormat.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/format_figures.hpp>

#include <span>
#include <string>

namespace crowdvote {

/// One card per observation: its voters, its labels, the reason for the outcome, and what would change it.
/// JSON has one object per card under "explanations"; CSV has one row per card.
/// \param ai_user the name of the AI
[[nodiscard]] std::string format_explanations(std::span<const Explanation> explanations,
                                              const CrowdData& data, const Consensus& consensus,
                                              const std::string& ai_user, FiguresFormat format);

}  // namespace crowdvote
