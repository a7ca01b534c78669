#pragma once

/// Why an observation has its label, and what would change it.
///
/// Everything follows from the ballot that decided (see Ballots): the weights of the consensus are held
/// fixed, and nothing is learnt again. Where the probabilities of a model decided, the votes are weighted by
/// what was learnt about the users (Consensus::model or AggregationInput::known), which is held fixed too.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/outcome.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

/// A vote on the observation.
struct ExplainedVote {
  UserId user = kNoUser;  ///< kNoUser: the AI
  LabelId label = kNoLabel;
  std::optional<double> weight = std::nullopt;  ///< in the ballot; empty where probabilities decided
  bool is_author = false;                       ///< the user made the observation
  /// What the vote adds to ln P(leader) / P(runner-up), where a model's probabilities decided.
  std::optional<double> log_odds = std::nullopt;
};

/// Which voters reach a weight with a single vote.
struct WhoReaches {
  bool any_weight = false;  ///< any weight above 0 is enough, or even 0
  bool newcomer = false;    ///< a user without a history is enough, if that user's weight is known
  std::optional<std::uint32_t> least_count = std::nullopt;  ///< smallest n of Consensus::weight_function
  std::size_t n_users = 0;                                  ///< users of the data whose weight is enough
};

/// A label that the outcome may have.
struct ExplainedLabel {
  LabelId label = kNoLabel;
  double conf = 0;          ///< its weight, or its probability
  double acc = 0;           ///< its share of all weight, where the total includes the AI's objection to it
  std::size_t n_votes = 0;  ///< including the AI's vote
  /// Bounds of the weight of one more vote for it; infinite where probabilities decided.
  WeightBound to_lead = {};   ///< to make it the label; 0 for the label itself
  WeightBound to_valid = {};  ///< to make it the label, and valid; 0 if it is both
  /// The same as numbers of voters without a history, where it is known how they vote; empty if more than
  /// kMostNewcomers would be needed.
  std::optional<std::size_t> newcomers_to_lead = std::nullopt;
  std::optional<std::size_t> newcomers_to_valid = std::nullopt;
};

/// Votes whose removal changes the outcome.
struct Removal {
  std::vector<std::size_t> votes;  ///< indices in Explanation::votes
  bool is_smallest = true;         ///< no removal of fewer votes does; false: found by a greedy search
  Outcome outcome;                 ///< without them
};

/// The result for the observation if the strategy learns again without the votes of a removal.
struct Refit {
  LabelId label = kNoLabel;
  bool valid = false;
  std::size_t labels_changed = 0;      ///< of other observations
  std::size_t validities_changed = 0;  ///< of other observations whose label is the same
};

/// Two more voters for the leader who make it valid together, by their counts n of
/// Consensus::weight_function.
struct PairOfVoters {
  std::uint32_t n2;
  std::uint32_t n3;  ///< the smallest that is enough together with n2; at least n2
};

struct Explanation {
  ObservationId observation = 0;
  Outcome outcome;
  OutcomeRule rule;
  DecidedBy decided_by = DecidedBy::votes;
  double total = 0;                    ///< weight of all labels plus the objection to the leader
  std::vector<ExplainedVote> votes;    ///< in the order of the votes, the AI's last
  std::vector<ExplainedLabel> labels;  ///< by descending weight, then by rank
  bool is_gold = false;                ///< the label is a gold label, which no vote can change
  /// conf and acc of the leader minus their thresholds; empty without a threshold.
  std::optional<double> margin_conf = std::nullopt;
  std::optional<double> margin_acc = std::nullopt;
  /// The round in which the label changed for the last time, where 0 is the start; empty if it was not
  /// recorded.
  std::optional<std::size_t> last_changed_round = std::nullopt;

  /// The weight of one more vote for another label (in `labels`, or one that nobody voted for) that makes the
  /// outcome invalid. Infinite if the outcome is not valid.
  WeightBound to_invalid = {};
  /// A label for which that weight is enough; kNoLabel: one that nobody voted for.
  LabelId invalidating = kNoLabel;
  /// Empty if no removal changes the outcome, or if it is not known.
  std::optional<Removal> removal = std::nullopt;
  std::optional<Refit> refit = std::nullopt;  ///< see learn_again
  /// Filled where one newcomer is not enough: one pair for each n2 that needs a smaller n3 than the n2
  /// before.
  std::vector<PairOfVoters> pairs;
  /// For a model: ln P(leader) / P(runner-up) without what the votes add.
  std::optional<double> prior_log_odds = std::nullopt;
  /// Whether what decided can be held fixed, so that counterfactuals are known.
  bool has_counterfactuals = true;
};

/// Up to this many votes are searched for the smallest removal; for more, a greedy search finds one that is
/// enough.
inline constexpr std::size_t kMostVotesSearched = 20;
inline constexpr std::size_t kMostNewcomers = 20;

/// Which voters reach the bound with a single vote, by the weights of the consensus.
[[nodiscard]] WhoReaches who_reaches(const WeightBound& bound, const Consensus& consensus);

/// Explains one observation.
/// \param input as the strategy was given it
/// \param strategy the one that made the consensus, needed for counterfactuals where probabilities decided.
///        Then Consensus::model is needed too (AggregationInput::wants_model), unless the input has a known
///        model
[[nodiscard]] Explanation explain(const AggregationInput& input, const Consensus& consensus,
                                  ObservationId observation, const StrategyOptions* strategy = nullptr);

/// Learns again without the votes of Explanation::removal; the explanation itself holds fixed what was learnt
/// with them. Cost: another run. REQUIRES: there is a removal.
/// \param input, consensus, strategy as they were explained; the input has no known model
[[nodiscard]] Refit learn_again(const AggregationInput& input, const Consensus& consensus,
                                const Explanation& card, const StrategyOptions& strategy,
                                const RunControl& control = {});

/// The number of observations that get another label, or none, if these users cast no votes and author no
/// observations. Cost: another run.
/// \param input, consensus, strategy as they were explained; the input has no known model
[[nodiscard]] std::size_t count_labels_changed_without(std::span<const UserId> users,
                                                       const AggregationInput& input,
                                                       const Consensus& consensus,
                                                       const StrategyOptions& strategy,
                                                       const RunControl& control = {});

/// Whether explanations need AggregationInput::wants_model.
[[nodiscard]] bool is_explained_by_model(const AggregationInput& input, const StrategyOptions& strategy);

}  // namespace crowdvote
