#pragma once

/// Explanations of users, the most influential users and the most contested observations, in every
/// FiguresFormat.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/explain_user.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/influence.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace crowdvote {

/// The run that the explanations are about. Holds references; `input` is as the strategy was given it.
struct ExplainedRun {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;               ///< the name of the AI
  const DecisiveVotes* by_model = nullptr;  ///< as Influences has it

  /// Whether it is known which single votes are decisive.
  [[nodiscard]] bool knows_decisive_votes() const {
    return consensus.decided_by == DecidedBy::votes || by_model != nullptr;
  }
};

/// For each user, the labels that the user has shown to know with the evidence, what the user lacks to make
/// labels valid alone, the disagreements, and the observations that the user decides alone. Formats for
/// people have the first rows of each; JSON (an object per user under "users") and CSV (rows
/// `user,kind,observation,vote,label,valid`) have all of them.
[[nodiscard]] std::string format_user_explanations(std::span<const UserExplanation> users,
                                                   const ExplainedRun& run, FiguresFormat format);

/// The users on whom most outcomes depend, in at most `most` rows; users with equal numbers are in the order
/// of their ids. Users on whom no outcome depends are left out.
[[nodiscard]] std::string format_influential(const InfluenceOfUsers& influence, std::size_t most,
                                             const ExplainedRun& run, FiguresFormat format);

/// One row for each of the observations, with its margins.
[[nodiscard]] std::string format_contested(std::span<const ObservationId> observations,
                                           const ExplainedRun& run, FiguresFormat format);

}  // namespace crowdvote
