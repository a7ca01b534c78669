#pragma once

/// How near every observation is to another outcome, and on whom it depends, with the weights of all votes
/// held fixed. An outcome is the label, or that there is none, and whether it is valid.
///
///     Influences influences(input, consensus);              // each thread has its own
///     const Margins margins = influences.margins_on(i);
///     for (const DecisiveVote& vote : influences.decisive_votes_on(i)) ...
///
/// Where probabilities decide (DecidedBy::probabilities), a vote has no weight, so there is no flip weight. What one
/// vote less would do is known where the strategy has a model, with what it learnt of the users held fixed: see
/// find_decisive_votes_by_model.

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

/// NaN where there is no such number.
struct Margins {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double conf = kNone;            ///< conf of the best label less theta_conf; none without that threshold
  double acc = kNone;             ///< acc of the best label less theta_acc; none without that threshold
  LabelId runner_up = kNoLabel;   ///< as Standing has it
  double runner_up_conf = kNone;  ///< its weight, or its probability
  /// Whose vote, if it were taken out, would leave another outcome: of several such users the one whose vote
  /// weighs most, of equal ones the first. Where probabilities decide, it is the first without whom the label is
  /// another and, if there is none, the first without whom the validity is. The number of users stands for the AI.
  UserId decisive_user = kNoUser;
  /// The infimum of the weights of one more vote that can change the outcome: a vote for one of the labels
  /// voted for, or for the lowest label id beside them. Infinity: no weight can. None on an observation
  /// without votes.
  double flip_weight = kNone;
};

struct DecisiveVote {
  static constexpr double kNoWeight = 0;

  UserId user;         ///< the number of users: the AI
  bool changes_label;  ///< and not the validity alone
  double weight;       ///< kNoWeight where probabilities decide
};

/// The decisive votes of all observations: as Influences::decisive_votes_on has them.
struct DecisiveVotes {
  std::vector<std::size_t> end;  ///< by observation: where its votes end, and those of the next begin
  std::vector<DecisiveVote> votes;

  [[nodiscard]] std::span<const DecisiveVote> on(ObservationId i) const {
    const std::size_t begin = i == 0 ? 0 : end[i - 1];
    return std::span(votes).subspan(begin, end[i] - begin);
  }
};

/// Where a model's probabilities decided: the strategy labels each observation again without each of its votes, by
/// what it had learnt of the users. Nothing where votes decided, or where there is no model. None are decisive where
/// the label does not follow from the last parameters, or was given.
/// Cost: a pass of the strategy over n (n - 1) votes for every observation with n votes.
/// \param input, consensus, strategy as explain() has them: the consensus needs its model, unless the input has a
///        known one
/// Throws Cancelled.
[[nodiscard]] std::optional<DecisiveVotes> find_decisive_votes_by_model(const AggregationInput& input,
                                                                        const Consensus& consensus,
                                                                        const StrategyOptions& strategy,
                                                                        const RunControl& control = {});

/// Views what it is made of. Cheap to make. Not thread-safe.
class Influences {
 public:
  /// \param by_model what find_decisive_votes_by_model found; null: decisive votes are known where votes decide
  Influences(const AggregationInput& input, const Consensus& consensus,
             const DecisiveVotes* by_model = nullptr);

  [[nodiscard]] Margins margins_on(ObservationId i);
  /// Of the margins alone, in less time.
  [[nodiscard]] double flip_weight_on(ObservationId i);
  /// Where probabilities decide: the smaller of the label's lead over the runner-up and its distance from
  /// theta_acc. None without a label, infinity if there is neither.
  [[nodiscard]] double lead_on(ObservationId i);

  /// The votes whose removal alone changes the outcome, in the order of the votes, the AI's last. A user with
  /// several votes on i (Repeats::all) loses one of them. Good until the next call.
  [[nodiscard]] std::span<const DecisiveVote> decisive_votes_on(ObservationId i);

 private:
  /// What is alike on all observations whose votes are for one label.
  struct SimpleOutcomes {
    SimpleOutcomes(const AggregationInput& input, const Consensus& consensus);

    double subtracted_conf;      ///< theta_conf, NaN for none
    double subtracted_acc;       ///< theta_acc, NaN for none
    double least_acc;            ///< that passes
    double least_conf;           ///< that passes
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
  /// Of the decisive votes found last.
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

/// By user, and the AI as the last: on how many observations the user's vote alone decides.
struct InfluenceOfUsers {
  std::vector<std::uint32_t> n_labels;    ///< another label, or none, without it
  std::vector<std::uint32_t> n_validity;  ///< the same label without it, of other validity

  [[nodiscard]] std::size_t n_outcomes(UserId user) const {
    return std::size_t{n_labels[user]} + n_validity[user];
  }
};

/// \param by_model as Influences has it
/// Throws Cancelled.
[[nodiscard]] InfluenceOfUsers find_influence(const AggregationInput& input, const Consensus& consensus,
                                              const RunControl& control = {},
                                              const DecisiveVotes* by_model = nullptr);

/// The observations with the smallest flip weights or, where probabilities decide, with the smallest distance
/// of the label's probability from that of the runner-up or from theta_acc. At most so many; equal ones in
/// their order. Throws Cancelled.
[[nodiscard]] std::vector<ObservationId> find_most_contested(const AggregationInput& input,
                                                             const Consensus& consensus, std::size_t most,
                                                             const RunControl& control = {});

}  // namespace crowdvote
