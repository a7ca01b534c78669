#include <crowdvote/explain_user.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace crowdvote {

namespace {

/// Authored observations first, then by rank; among equal ones, the first observation is kept.
void keep_first_evidence(const VotesView& votes, std::vector<KnownLabel>& known) {
  // A label that occurs with both kinds of evidence counts as authored.
  std::sort(known.begin(), known.end(), [&](const KnownLabel& a, const KnownLabel& b) {
    return std::tuple(votes.rank_of(a.label), !a.is_authored, a.evidence) <
           std::tuple(votes.rank_of(b.label), !b.is_authored, b.evidence);
  });
  const auto end = std::unique(known.begin(), known.end(),
                               [](const KnownLabel& a, const KnownLabel& b) { return a.label == b.label; });
  known.erase(end, known.end());
  std::stable_partition(known.begin(), known.end(),
                        [](const KnownLabel& label) { return label.is_authored; });
}

std::optional<WayToValidate> way_to_validate(const Consensus& consensus, double weight) {
  const ValidityRule& rule = consensus.validity;
  if (consensus.decided_by != DecidedBy::votes || std::isinf(rule.theta_conf)) return std::nullopt;
  const auto is_enough = [&](double w) { return passes(w, rule.theta_conf, rule.inclusive); };
  WayToValidate way;
  if (!is_enough(weight)) way.lacking_weight = rule.theta_conf - weight;
  const auto& points = consensus.weight_function;
  const auto point =
      std::find_if(points.begin(), points.end(), [&](const WeightPoint& p) { return is_enough(p.weight); });
  if (point != points.end()) way.least_count = point->n;
  return way;
}

}  // namespace

UserExplanation explain_user(const AggregationInput& input, const Consensus& consensus, UserId user,
                             const DecisiveVotes* by_model) {
  UserExplanation explanation{.user = user, .known = {}, .disagreements = {}, .decided = {}};
  Influences influences(input, consensus, by_model);
  for (ObservationId i = 0; i < consensus.label.size(); ++i) {
    const auto users = input.votes.users_of(i);
    const auto labels = input.votes.labels_of(i);
    if (std::find(users.begin(), users.end(), user) == users.end()) continue;
    const bool is_author = !input.author_of_observation.empty() && input.author_of_observation[i] == user;
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (users[v] != user) continue;
      ++explanation.n_votes;
      explanation.n_authored += is_author ? 1U : 0U;
      if (labels[v] == consensus.label[i]) {
        if (!is_author || consensus.valid[i] != 0) explanation.known.push_back({labels[v], is_author, i});
      } else if (consensus.label[i] != kNoLabel) {
        explanation.disagreements.push_back({i, labels[v]});
      }
    }
    const auto decisive = influences.decisive_votes_on(i);
    const auto own = std::find_if(decisive.begin(), decisive.end(),
                                  [user](const auto& vote) { return vote.user == user; });
    if (own != decisive.end()) explanation.decided.push_back({i, own->changes_label});
  }
  keep_first_evidence(input.votes, explanation.known);
  const auto weights = consensus.weights();
  explanation.lacking = way_to_validate(consensus, weights.empty() ? 1.0 : weights[user]);
  return explanation;
}

}  // namespace crowdvote
