#pragma once

/// Why an observation has its label, and what would change it.
///
/// All of it is read off the ballot that decided (see Ballots): the weights of the consensus are held fixed, and
/// nothing is learnt again. Where a model's probabilities decided, the votes are weighed by what was learnt of the
/// users (Consensus::model or AggregationInput::known), again held fixed.

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
  std::optional<double> weight = std::nullopt;  ///< in the ballot; nothing where probabilities decided
  bool is_author = false;                       ///< the user made the observation
  /// What the vote adds to ln P(leader) / P(runner-up), where a model's probabilities decided.
  std::optional<double> log_odds = std::nullopt;
};

/// Whose single vote reaches a weight.
struct WhoReaches {
  bool any_weight = false;  ///< any weight above 0, or even 0
  bool newcomer = false;    ///< a user of whom nothing is known, where the strategy says what that weighs
  std::optional<std::uint32_t> least_count = std::nullopt;  ///< smallest n of Consensus::weight_function
  std::size_t n_users = 0;                                  ///< users of the data whose weight does
};

/// A label that the outcome may have.
struct ExplainedLabel {
  LabelId label = kNoLabel;
  double conf = 0;          ///< its weight, or its probability
  double acc = 0;           ///< its share of all weight, with the AI's objection to it
  std::size_t n_votes = 0;  ///< with the AI's
  /// Of one more vote for it, by its weight; all without an end where probabilities decided.
  WeightBound to_lead = {};   ///< it becomes the label; 0 for the label itself
  WeightBound to_valid = {};  ///< it is the label and valid; 0 if it is
  /// The same in voters of whom nothing is known, where it is known how they vote; nothing if not even
  /// kMostNewcomers are enough.
  std::optional<std::size_t> newcomers_to_lead = std::nullopt;
  std::optional<std::size_t> newcomers_to_valid = std::nullopt;
};

/// Votes without which the outcome is another.
struct Removal {
  std::vector<std::size_t> votes;  ///< places in Explanation::votes
  bool is_smallest = true;         ///< no fewer votes do; false: found by a greedy search
  Outcome outcome;                 ///< without them
};

/// What the strategy says if it learns again without the votes of a removal.
struct Refit {
  LabelId label = kNoLabel;
  bool valid = false;
  std::size_t labels_changed = 0;      ///< of other observations
  std::size_t validities_changed = 0;  ///< of other observations whose label is the same
};

/// Two more voters for the leader who make it valid together: with the counts n of Consensus::weight_function.
struct PairOfVoters {
  std::uint32_t n2;
  std::uint32_t n3;  ///< the smallest that is enough beside n2; at least n2
};

struct Explanation {
  ObservationId observation = 0;
  Outcome outcome;
  OutcomeRule rule;
  DecidedBy decided_by = DecidedBy::votes;
  double total = 0;                    ///< weight of all labels and the objection to the leader
  std::vector<ExplainedVote> votes;    ///< in the order of the votes, the AI's last
  std::vector<ExplainedLabel> labels;  ///< the heaviest first, of equal ones the lowest rank
  bool is_gold = false;                ///< the label was given, and no vote changes it
  /// conf and acc of the leader less their thresholds; nothing without a threshold.
  std::optional<double> margin_conf = std::nullopt;
  std::optional<double> margin_acc = std::nullopt;
  /// After this round the label did not change any more, 0 being the start; nothing where it was not recorded.
  std::optional<std::size_t> last_changed_round = std::nullopt;

  /// One more vote for another label (any that is among `labels`, or one that nobody voted for) by this weight
  /// ends the validity. Without an end where the outcome is not valid.
  WeightBound to_invalid = {};
  /// A label for which that weight is enough; kNoLabel: one that nobody voted for.
  LabelId invalidating = kNoLabel;
  /// Nothing where no removal changes the outcome, or it is not known.
  std::optional<Removal> removal = std::nullopt;
  std::optional<Refit> refit = std::nullopt;  ///< see learn_again
  /// Where no newcomer is enough; for each n2 that needs a smaller n3 than the one before.
  std::vector<PairOfVoters> pairs;
  /// Of a model: ln P(leader) / P(runner-up) but for what the votes add.
  std::optional<double> prior_log_odds = std::nullopt;
  /// What decided can be held fixed, so that the counterfactuals are known.
  bool has_counterfactuals = true;
};

/// So many votes are searched for the smallest removal; above, a greedy search tells one that is enough.
inline constexpr std::size_t kMostVotesSearched = 20;
inline constexpr std::size_t kMostNewcomers = 20;

/// Whose single vote reaches the bound, by the weights of the consensus.
[[nodiscard]] WhoReaches who_reaches(const WeightBound& bound, const Consensus& consensus);

/// \param input as the strategy was given it
/// \param strategy that made the consensus: needed for counterfactuals where probabilities decided. Then
///        Consensus::model is needed too (AggregationInput::wants_model), unless the input has a known one.
[[nodiscard]] Explanation explain(const AggregationInput& input, const Consensus& consensus,
                                  ObservationId observation, const StrategyOptions* strategy = nullptr);

/// Learns again without the votes of Explanation::removal, of which there is one: the explanation itself holds
/// fixed what was learnt with them. Costs another run.
/// \param input, consensus, strategy as they were explained; the input has no known model
[[nodiscard]] Refit learn_again(const AggregationInput& input, const Consensus& consensus,
                                const Explanation& card, const StrategyOptions& strategy,
                                const RunControl& control = {});

/// The number of observations that have another label, or none, if these users cast no votes and made no
/// observations. Costs another run.
/// \param input, consensus, strategy as they were explained; the input has no known model
[[nodiscard]] std::size_t count_labels_changed_without(std::span<const UserId> users,
                                                       const AggregationInput& input,
                                                       const Consensus& consensus,
                                                       const StrategyOptions& strategy,
                                                       const RunControl& control = {});

/// Whether explanations need AggregationInput::wants_model.
[[nodiscard]] bool is_explained_by_model(const AggregationInput& input, const StrategyOptions& strategy);

}  // namespace crowdvote
