#pragma once

/// How close each observation is to another outcome, and on whom its outcome depends, with the weights of all
/// votes held fixed. An outcome is the label (or that there is none) together with its validity.
///
///     Influences influences(input, consensus);              // each thread has its own
///     const Margins margins = influences.margins_on(i);
///     for (const DecisiveVote& vote : influences.decisive_votes_on(i)) ...
///
/// Where probabilities decide (DecidedBy::probabilities), votes have no weight, so there is no flip weight.
/// The effect of removing a vote is known if the strategy has a model, with what it learnt about the users
/// held fixed: see find_decisive_votes_by_model().

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/outcome.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

/// Distances of an observation from another outcome. NaN stands for a number that does not exist.
struct Margins {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double conf = kNone;            ///< conf of the best label minus theta_conf; kNone without that threshold
  double acc = kNone;             ///< acc of the best label minus theta_acc; kNone without that threshold
  LabelId runner_up = kNoLabel;   ///< as Standing has it
  double runner_up_conf = kNone;  ///< its weight, or its probability
  /// The user whose vote changes the outcome if it is removed. Of several such users it is the one whose vote
  /// has the largest weight, and of equal ones the first. Where probabilities decide, it is the first whose
  /// removal changes the label or, if there is none, the first whose removal changes the validity. n_users
  /// stands for the AI.
  UserId decisive_user = kNoUser;
  /// The infimum of the weights of one more vote that can change the outcome, where the vote is for one of
  /// the labels voted for or for the lowest other label id. Infinity: no weight can. kNone on an observation
  /// without votes.
  double flip_weight = kNone;
};

struct DecisiveVote {
  static constexpr double kNoWeight = 0;

  UserId user;         ///< n_users stands for the AI
  bool changes_label;  ///< false: only the validity changes
  double weight;       ///< kNoWeight where probabilities decide
};

/// The decisive votes of all observations: as Influences::decisive_votes_on has them.
struct DecisiveVotes {
  std::vector<std::size_t> end;  ///< by observation: where its votes end and those of the next begin
  std::vector<DecisiveVote> votes;

  [[nodiscard]] std::span<const DecisiveVote> on(ObservationId i) const {
    const std::size_t begin = i == 0 ? 0 : end[i - 1];
    return std::span(votes).subspan(begin, end[i] - begin);
  }
};

/// For labels decided by the probabilities of a model: labels each observation again without each of its
/// votes in turn, by what the strategy learnt about the users. Empty if votes decided or there is no model.
/// An observation has no decisive votes if its label does not follow from the last parameters or is a gold
/// label. Cost: a pass of the strategy over n (n - 1) votes for every observation with n votes.
/// \param input, consensus, strategy as explain() has them: the consensus needs its model, unless the input
///        has a known one
/// Throws Cancelled.
[[nodiscard]] std::optional<DecisiveVotes> find_decisive_votes_by_model(const AggregationInput& input,
                                                                        const Consensus& consensus,
                                                                        const StrategyOptions& strategy,
                                                                        const RunControl& control = {});

/// Margins and decisive votes of observations. Views its arguments; cheap to construct. Not thread-safe.
class Influences {
 public:
  /// \param by_model the result of find_decisive_votes_by_model(); null: decisive votes are known only if
  ///        votes decide
  Influences(const AggregationInput& input, const Consensus& consensus,
             const DecisiveVotes* by_model = nullptr);

  [[nodiscard]] Margins margins_on(ObservationId i);
  /// Margins::flip_weight alone, in less time.
  [[nodiscard]] double flip_weight_on(ObservationId i);
  /// Where probabilities decide: the smaller of the label's lead over the runner-up and its distance from
  /// theta_acc, as probabilities. kNone without a label; infinity if there is neither a runner-up nor a
  /// threshold.
  [[nodiscard]] double lead_on(ObservationId i);

  /// The votes each of which changes the outcome if it alone is removed, in the order of the votes, the AI's
  /// last. Of a user with several votes on i (Repeats::all), one is removed. Valid until the next call.
  [[nodiscard]] std::span<const DecisiveVote> decisive_votes_on(ObservationId i);

 private:
  /// What all observations have in common whose votes are for one label.
  struct SimpleOutcomes {
    SimpleOutcomes(const AggregationInput& input, const Consensus& consensus);

    double subtracted_conf;      ///< theta_conf, NaN for none
    double subtracted_acc;       ///< theta_acc, NaN for none
    double least_acc;            ///< the least acc that passes
    double least_conf;           ///< the least conf that passes
    double weight_for_acc_of_1;  ///< 0, or infinity where no acc passes
    bool has_other_labels;
  };

  [[nodiscard]] bool is_simple(ObservationId i) const;
  [[nodiscard]] bool is_lone_vote(ObservationId i) const;
  [[nodiscard]] double simple_flip_weight(ObservationId i, const OutcomeRule& rule) const;
  [[nodiscard]] bool is_simple_valid_without(ObservationId i, const OutcomeRule& rule, double weight,
                                             std::size_t n_votes) const;
  [[nodiscard]] UserId decisive_user_of_several(ObservationId i, const OutcomeRule& rule);
  void search_margins(ObservationId i, Margins& margins);
  void find_simple_decisive_votes(ObservationId i, const OutcomeRule& rule);
  [[nodiscard]] double flip_weight(const Ballot<double>& ballot, const OutcomeRule& rule, const Outcome& now);
  void find_decisive_votes(ObservationId i, const Ballot<double>& ballot, const OutcomeRule& rule,
                           const Outcome& now);
  [[nodiscard]] Outcome outcome_without(const Ballot<double>& ballot, const OutcomeRule& rule,
                                        ObservationId i, LabelId label, double weight);
  /// The user of the heaviest of the decisive votes found last.
  [[nodiscard]] UserId heaviest_decisive_user() const;
  void fetch_weights_after(ObservationId i) const;

  const AggregationInput& input_;
  const Consensus& consensus_;
  const DecisiveVotes* by_model_;
  std::span<const double> weights_;
  Ballots ballots_;
  WeightSearch search_;
  Ballot<double> rest_;
  std::vector<DecisiveVote> decisive_;
  SimpleOutcomes simple_;
};

/// The number of observations that the vote of a user alone decides: one entry per user, and the AI's as the
/// last.
struct InfluenceOfUsers {
  std::vector<std::uint32_t> n_labels;    ///< without the vote there is another label, or none
  std::vector<std::uint32_t> n_validity;  ///< without the vote only the validity changes

  [[nodiscard]] std::size_t n_outcomes(UserId user) const {
    return std::size_t{n_labels[user]} + n_validity[user];
  }
};

/// Counts the decisive votes of each user over all observations.
/// \param by_model as for Influences
/// Throws Cancelled.
[[nodiscard]] InfluenceOfUsers find_influence(const AggregationInput& input, const Consensus& consensus,
                                              const RunControl& control = {},
                                              const DecisiveVotes* by_model = nullptr);

/// The observations with the smallest flip weights or, where probabilities decide, with the smallest distance
/// of the label's probability from that of the runner-up or from theta_acc; at most `most` of them, equal
/// ones in the order of observations. Throws Cancelled.
[[nodiscard]] std::vector<ObservationId> find_most_contested(const AggregationInput& input,
                                                             const Consensus& consensus, std::size_t most,
                                                             const RunControl& control = {});

}  // namespace crowdvote
