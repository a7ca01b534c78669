#pragma once

/// Explanations of users, and who and what stands out, in every format of figures.

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

/// What the explanations are about. Views; `input` is as the strategy was given it.
struct ExplainedRun {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;               ///< how the AI is called
  const DecisiveVotes* by_model = nullptr;  ///< as Influences has it

  /// Whose votes decide alone is known.
  [[nodiscard]] bool knows_decisive_votes() const {
    return consensus.decided_by == DecidedBy::votes || by_model != nullptr;
  }
};

/// Of each user the labels that it has shown to know with the evidence, what it lacks to make labels valid
/// alone, its disagreements, and what it decides alone: the first rows of each for people, all of them in
/// JSON (an object per user under "users") and CSV (rows `user,kind,observation,vote,label,valid`).
[[nodiscard]] std::string format_user_explanations(std::span<const UserExplanation> users,
                                                   const ExplainedRun& run, FiguresFormat format);

/// The users on whom most outcomes depend, at most so many rows; of equal ones the first to appear. Users on
/// whom none depends are left out.
[[nodiscard]] std::string format_influential(const InfluenceOfUsers& influence, std::size_t most,
                                             const ExplainedRun& run, FiguresFormat format);

/// A row for each of the observations, with its margins.
[[nodiscard]] std::string format_contested(std::span<const ObservationId> observations,
                                           const ExplainedRun& run, FiguresFormat format);

}  // namespace crowdvote
