#pragma once

/// Explanations in every format of figures.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/format_figures.hpp>

#include <span>
#include <string>

namespace crowdvote {

/// A card per observation: its voters, its labels, why, and what would change it. The JSON has an object per
/// card under "explanations"; CSV has a row per card.
/// \param ai_user how the AI is called
[[nodiscard]] std::string format_explanations(std::span<const Explanation> explanations,
                                              const CrowdData& data, const Consensus& consensus,
                                              const std::string& ai_user, FiguresFormat format);

}  // namespace crowdvote
