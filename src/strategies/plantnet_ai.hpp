#pragma once

/// The AI's part in plantnet.

#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <cstddef>

namespace crowdvote {

/// Where and for what the AI votes, under the options. Views `input`: that must outlive it.
class AiVotes {
 public:
  /// Throws OptionError if the strategy needs votes or scores that the input does not have.
  AiVotes(const AggregationInput& input, const PlantnetOptions& options);

  /// The AI's weight is learnt as if it were a user.
  [[nodiscard]] bool learns() const { return strategy_ == AiStrategy::user; }

  /// The AI takes part in the WMV, on some observations at least.
  [[nodiscard]] bool votes() const { return votes_; }

  /// All labels that the AI votes for in the WMV are below this.
  [[nodiscard]] std::size_t n_labels() const { return n_labels_; }

  /// The label that the AI votes for in the WMV; kNoLabel where it takes no part.
  [[nodiscard]] LabelId vote_on(ObservationId i) const {
    if (!votes_) return kNoLabel;
    return strategy_ != AiStrategy::confident || is_confident(i) ? label_[i] : kNoLabel;
  }

  /// Weight that joins all weights on i, once `label` is chosen there, because the AI objects.
  [[nodiscard]] double objection_to(LabelId label, ObservationId i) const {
    if (strategy_ != AiStrategy::invalidate) return 0;
    return label_[i] != kNoLabel && label_[i] != label ? weight_ : 0;
  }

  /// Votes that take no part under `confident` because they have no score.
  [[nodiscard]] std::size_t count_votes_without_score() const;

 private:
  /// Comparing with NaN is false: a vote without a score is not confident.
  [[nodiscard]] bool is_confident(ObservationId i) const { return passes(score_[i], theta_score_, true); }

  AiStrategy strategy_;
  bool votes_;
  std::size_t n_labels_ = 0;
  double weight_;
  double theta_score_;
  std::span<const LabelId> label_;
  std::span<const double> score_;
};

}  // namespace crowdvote
