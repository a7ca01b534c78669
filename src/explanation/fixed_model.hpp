#pragma once

/// Explanations for labels that a model's probabilities decided: what the model learnt about users is kept
/// fixed, and the strategy itself labels the observation again with other votes.

#include <crowdvote/explain.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crowdvote {

/// Observations with votes that were not actually cast, which the strategy labels by what it has learnt.
class MadeUpObservations {
 public:
  /// \param input provides the labels and the tie rule; users are those of `known`
  MadeUpObservations(const AggregationInput& input, const KnownModel& known, const StrategyOptions& strategy)
      : input_(input), known_(known), strategy_(strategy) {}

  void vote(UserId user, LabelId label) {
    users_.push_back(user);
    labels_.push_back(label);
  }
  /// To be called after the last vote of the observation.
  void end_observation(std::uint64_t tie_hash) {
    begin_.push_back(static_cast<VoteIndex>(users_.size()));
    tie_hashes_.push_back(tie_hash);
  }
  [[nodiscard]] std::size_t size() const { return tie_hashes_.size(); }
  [[nodiscard]] std::size_t n_votes() const { return users_.size(); }
  void clear();

  [[nodiscard]] Consensus judge(bool wants_probabilities, const RunControl& control) const;

 private:
  const AggregationInput& input_;
  const KnownModel& known_;
  const StrategyOptions& strategy_;
  std::vector<VoteIndex> begin_{0};
  std::vector<UserId> users_;
  std::vector<LabelId> labels_;
  std::vector<std::uint64_t> tie_hashes_;
};

/// The model that decided: that of the input, or the one learnt from it. Empty if there is neither.
/// \param rows storage for the rows of the users
[[nodiscard]] KnownModel model_that_decided(const AggregationInput& input, const Consensus& consensus,
                                            std::vector<std::uint32_t>& rows);

/// Whether the label was given, so that no vote changes it.
[[nodiscard]] bool is_given_label(const AggregationInput& input, const Consensus& consensus, ObservationId i,
                                  const StrategyOptions* strategy);

/// Fills log odds, newcomers and removal, if the strategy has a model; has_counterfactuals says whether it
/// does.
void explain_by_model(const AggregationInput& input, const Consensus& consensus,
                      const StrategyOptions* strategy, Explanation& card);

}  // namespace crowdvote
