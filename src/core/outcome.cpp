#include <crowdvote/outcome.hpp>

#include <algorithm>
#include <cmath>

namespace crowdvote {

Outcome WeightSearch::outcome(Ballot<double>& ballot, const OutcomeRule& rule) const {
  if (ballot.candidates().empty()) return {};
  const Winner<double> winner = ballot.winner(votes_, rule.tie_break);
  const double acc = share_of(winner.conf, winner.total + rule.objection_to(winner.label));
  const bool holds = rule.validity.holds(winner.conf, acc) && rule.n_votes >= rule.validity.min_votes;
  const bool is_undefined = (winner.is_tied && rule.tie_break.rule == TieRule::undefined) ||
                            (!holds && rule.undefined_unless_valid);
  return {.label = is_undefined ? kNoLabel : winner.label,
          .leader = winner.label,
          .conf = winner.conf,
          .acc = acc,
          .valid = holds && !is_undefined,
          .is_tied = winner.is_tied};
}

Outcome WeightSearch::outcome_with(const Ballot<double>& ballot, const OutcomeRule& rule, LabelId label,
                                   double weight) {
  ballot_ = ballot;
  ballot_.add(label, weight);
  ballot_.settle();
  OutcomeRule with_vote = rule;
  ++with_vote.n_votes;
  return outcome(ballot_, with_vote);
}

void WeightSearch::find_steps(const Ballot<double>& ballot, const OutcomeRule& rule, LabelId label) {
  steps_.clear();
  const double own = ballot.weight_of(label);
  const auto add = [&](double weight, bool attained) {
    if (weight > 0 && std::isfinite(weight)) steps_.push_back({weight, attained});
  };
  const ValidityRule& validity = rule.validity;
  const auto just_passing = [&](double threshold) {
    return validity.inclusive ? threshold - kEpsilon : threshold + kEpsilon;
  };
  const double least_acc = just_passing(validity.theta_acc);

  add(just_passing(validity.theta_conf) - own, validity.inclusive);
  const double others = ballot.total() - own + rule.objection_to(label);
  if (least_acc < 1) add(others * least_acc / (1 - least_acc) - own, validity.inclusive);

  double top = 0;
  for (const auto& candidate : ballot.candidates()) {
    if (candidate.label != label) top = std::max(top, candidate.weight);
  }
  const double least_top = top - kEpsilon * std::max(1.0, top);
  add(least_top - own, true);
  for (const auto& candidate : ballot.candidates()) {
    if (candidate.label == label || candidate.weight < least_top) continue;
    const double alone = std::max(candidate.weight + kEpsilon, candidate.weight / (1 - kEpsilon));
    add(alone - own, false);
    if (least_acc > 0) {
      const double diluted =
          candidate.weight / least_acc - ballot.total() - rule.objection_to(candidate.label);
      add(diluted, !validity.inclusive);
    }
  }
  std::sort(steps_.begin(), steps_.end(),
            [](const WeightBound& a, const WeightBound& b) { return a.weight < b.weight; });
}

}  // namespace crowdvote
