#pragma once

/// The outcome of a ballot, and the smallest weight of one more vote that changes it.
///
///     Ballots ballots(input, consensus);
///     const OutcomeRule rule = ballots.rule_on(i);
///     WeightSearch search(input.votes);
///     const Outcome now = search.outcome(ballots.on(i), rule);
///     // The weight of one more vote for `label` that makes the observation valid:
///     const auto is_valid = [](const Outcome& then) { return then.valid; };
///     const WeightBound bound = search.smallest_weight(ballots.on(i), rule, label, is_valid);
///
/// The weights of the other votes are held fixed throughout.

#include <crowdvote/ballot.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace crowdvote {

/// The decision on one observation.
struct Outcome {
  LabelId label = kNoLabel;   ///< as in the consensus; kNoLabel: undefined
  LabelId leader = kNoLabel;  ///< the label that the tie rule chooses, even if `label` is left undefined
  double conf = 0;            ///< of the leader
  double acc = 0;             ///< of the leader
  bool valid = false;
  bool is_tied = false;  ///< several labels have the top weight

  /// Whether the label or its validity differs.
  [[nodiscard]] bool differs_from(const Outcome& other) const {
    return label != other.label || valid != other.valid;
  }
};

/// The lower bound of the weights that give an outcome.
struct WeightBound {
  double weight = std::numeric_limits<double>::infinity();  ///< infinity: no weight is enough
  bool attained = false;  ///< the bound itself is enough; false: only larger weights are

  [[nodiscard]] bool exists() const { return weight < std::numeric_limits<double>::infinity(); }
  [[nodiscard]] bool is_reached_by(double w) const { return attained ? w >= weight : w > weight; }
};

/// Decides ballots. Views the votes, for the ranks of labels, and reuses its memory between calls. Not
/// thread-safe.
class WeightSearch {
 public:
  explicit WeightSearch(const VotesView& votes) : votes_(votes) {}

  /// Decides a settled ballot, and reorders its candidates.
  [[nodiscard]] Outcome outcome(Ballot<double>& ballot, const OutcomeRule& rule) const;

  /// The outcome with one more vote.
  [[nodiscard]] Outcome outcome_with(const Ballot<double>& ballot, const OutcomeRule& rule, LabelId label,
                                     double weight);

  /// The infimum of the weights w >= 0 for which one more vote for `label` gives a wanted outcome. The
  /// outcome is constant between finitely many weights, at which a label joins or leaves the tied ones, or
  /// conf or acc crosses its threshold, so one weight of each interval is tried. With x = weight of `label` +
  /// w, M the largest weight of another label, T the total, e = kEpsilon and m(x) = e max(1, x), the
  /// conditions are:
  ///
  ///     x >= M - m(M)               `label` is among the best
  ///     x - m(x) > M                `label` leads alone
  ///     x >= theta_conf - e         its conf passes
  ///     x >= a (T + w + objection)  its acc passes, a = theta_acc - e
  ///     M < a (T + w + objection)   the acc of another leader fails, a = theta_acc - e
  ///
  /// If the thresholds are not inclusive, the last three are x > theta_conf + e, x > ... and M <= ... with
  /// a = theta_acc + e.
  /// \param wanted bool(const Outcome&)
  template <class Wanted>
  [[nodiscard]] WeightBound smallest_weight(const Ballot<double>& ballot, const OutcomeRule& rule,
                                            LabelId label, const Wanted& wanted) {
    if (wanted(outcome_with(ballot, rule, label, 0))) return {0, true};
    find_steps(ballot, rule, label);
    WeightBound last{0, false};
    for (std::size_t s = 0; s <= steps_.size(); ++s) {
      const bool is_last = s == steps_.size();
      const double end = is_last ? 2 * last.weight + 1 : steps_[s].weight;
      // Steps that differ only by rounding are treated as one.
      const bool is_interval = end - last.weight > kRounding * (1 + end);
      if (is_interval && wanted(outcome_with(ballot, rule, label, (last.weight + end) / 2))) return last;
      if (!is_last) last = {end, steps_[s].attained && (is_interval || last.attained)};
    }
    return {};
  }

 private:
  static constexpr double kRounding = 1e-13;

  /// The weights above 0 at which the outcome may change, in ascending order.
  void find_steps(const Ballot<double>& ballot, const OutcomeRule& rule, LabelId label);

  VotesView votes_;
  Ballot<double> ballot_;
  std::vector<WeightBound> steps_;
};

}  // namespace crowdvote
