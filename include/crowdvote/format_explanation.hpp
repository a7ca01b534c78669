#pragma once

/// Explanations in every format of figures.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/format_figures.hpp>

#include <span>
#include <string>

namespace crowdvote {

/// The sentence that says why, as in "not valid: Mentha arvensis leads with 2.8 of 5.85, agreement 0.479 is not
/// above 0.7".
[[nodiscard]] std::string reason_of(const Explanation& explanation, const NameTable& labels);

/// A card per observation: its voters, its labels, why, and what would change it. The JSON has an object per
/// card under "explanations"; CSV has a row per card.
/// \param input as the strategy was given it
/// \param ai_user how the AI is called
[[nodiscard]] std::string format_explanations(std::span<const Explanation> explanations,
                                              const CrowdData& data, const AggregationInput& input,
                                              const Consensus& consensus, const std::string& ai_user,
                                              FiguresFormat format);

}  // namespace crowdvote
