#pragma once

/// How near every observation is to another outcome, and on whom it depends, with the weights of all votes
/// held fixed. An outcome is the label, or that there is none, and whether it is valid.
///
///     Influences influences(input, consensus);              // each thread has its own
///     const Margins margins = influences.margins_on(i);
///     for (const DecisiveVote& vote : influences.decisive_votes_on(i)) ...
///
/// One more vote, or one less, can be foretold where votes decide (DecidedBy::votes). Where probabilities do,
/// there are margins to the thresholds and runners-up alone.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/outcome.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
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
  /// weighs most, of equal ones the first. The number of users stands for the AI.
  UserId decisive_user = kNoUser;
  /// The infimum of the weights of one more vote that can change the outcome: a vote for one of the labels
  /// voted for, or for the lowest label id beside them. Infinity: no weight can. None on an observation
  /// without votes.
  double flip_weight = kNone;
};

struct DecisiveVote {
  UserId user;         ///< the number of users: the AI
  bool changes_label;  ///< and not the validity alone
  double weight;
};

/// Views the input and the consensus. Cheap to make. Not thread-safe.
class Influences {
 public:
  Influences(const AggregationInput& input, const Consensus& consensus);

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
  [[nodiscard]] bool is_simple(ObservationId i) const;
  [[nodiscard]] double simple_flip_weight(ObservationId i) const;
  void find_simple_decisive_votes(ObservationId i);
  [[nodiscard]] double flip_weight(const Ballot<double>& ballot, const OutcomeRule& rule, const Outcome& now);
  void find_decisive_votes(ObservationId i, const Ballot<double>& ballot, const OutcomeRule& rule,
                           const Outcome& now);
  [[nodiscard]] Outcome outcome_without(const Ballot<double>& ballot, const OutcomeRule& rule,
                                        ObservationId i, LabelId label, double weight);
  /// Of the decisive votes found last.
  [[nodiscard]] UserId heaviest_decisive_user() const;
  void set_margins(double conf, double acc, Margins& margins) const;
  void fetch_weights_after(ObservationId i) const;

  const AggregationInput& input_;
  const Consensus& consensus_;
  std::span<const double> weights_;
  Ballots ballots_;
  WeightSearch search_;
  Ballot<double> rest_;
  std::vector<DecisiveVote> decisive_;
};

/// By user, and the AI as the last: on how many observations the user's vote alone decides.
struct InfluenceOfUsers {
  std::vector<std::uint32_t> n_labels;    ///< another label, or none, without it
  std::vector<std::uint32_t> n_validity;  ///< the same label without it, of other validity

  [[nodiscard]] std::size_t n_outcomes(UserId user) const {
    return std::size_t{n_labels[user]} + n_validity[user];
  }
};

/// Throws Cancelled.
[[nodiscard]] InfluenceOfUsers find_influence(const AggregationInput& input, const Consensus& consensus,
                                              const RunControl& control = {});

/// The observations with the smallest flip weights or, where probabilities decide, with the smallest distance
/// of the label's probability from that of the runner-up or from theta_acc. At most so many; equal ones in
/// their order. Throws Cancelled.
[[nodiscard]] std::vector<ObservationId> find_most_contested(const AggregationInput& input,
                                                             const Consensus& consensus, std::size_t most,
                                                             const RunControl& control = {});

}  // namespace crowdvote
