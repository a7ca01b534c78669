#include "simulation/crowd.hpp"

#include "simulation/check_ranges.hpp"
#include "simulation/random.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace crowdvote::simulation {

Crowd::Crowd(const CrowdOptions& options) : options_(options) {
  visit_options(CheckRange{}, options_);
  if (options_.votes > options_.users) {
    throw OptionError(
        fmt::format("{} votes on each observation by {} users, who vote once at most: ask for more users",
                    options_.votes, options_.users));
  }
}

LabelId Crowd::answer(UserId user, LabelId truth, double random) const {
  const std::uint64_t n_labels = options_.labels;
  const std::uint64_t row = truth * (n_labels + 1);
  RandomStream of_user(options_.seed, Purpose::skill_in_crowd, user);
  RandomStream of_row(hash_of(options_.seed, Purpose::confusion_in_crowd, user, row),
                      Purpose::confusion_in_crowd, 0);
  const double log_odds = std::log(options_.right / (1 - options_.right));
  const double right =
      logistic(log_odds + options_.spread * of_user.normal() + options_.row_spread * of_row.normal());
  if (n_labels == 1 || random < right) return truth;

  // The wrong labels share the rest in proportion to exponential random numbers: a Dirichlet distribution.
  std::vector<double> share_up_to(n_labels, 0.0);
  double sum = 0;
  for (std::uint64_t label = 0; label < n_labels; ++label) {
    const double uniform =
        to_uniform(hash_of(options_.seed, Purpose::confusion_in_crowd, user, row + 1 + label));
    if (label != truth) sum -= std::log(1 - uniform);
    share_up_to[label] = sum;
  }
  const double wanted = (random - right) / (1 - right) * sum;
  const auto chosen = std::upper_bound(share_up_to.begin(), share_up_to.end(), wanted);
  const auto label = static_cast<LabelId>(chosen - share_up_to.begin());
  return std::min(label, static_cast<LabelId>(n_labels - 1));
}

void Crowd::observe(std::uint64_t i, SimulatedObservation& observation) const {
  RandomStream random(options_.seed, Purpose::observation_in_crowd, i);
  observation.votes.clear();
  observation.true_label = static_cast<LabelId>(random.below(options_.labels));
  observation.expert_label = observation.true_label;
  observation.ai_label = kNoLabel;
  while (observation.votes.size() < options_.votes) {
    const auto user = static_cast<UserId>(random.below(options_.users));
    const bool has_voted = std::any_of(observation.votes.begin(), observation.votes.end(),
                                       [user](const SimulatedVote& vote) { return vote.user == user; });
    if (has_voted) continue;
    observation.votes.push_back({user, answer(user, observation.true_label, random.uniform())});
  }
}

}  // namespace crowdvote::simulation
