#include "simulation/community.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crowdvote::simulation {

namespace {

/// A finer unit than any user's share of the helping.
constexpr std::uint32_t kHelpingShares = std::uint32_t{1} << 31U;

/// Integers with the given sum, each at least 1, in proportion to the given relative sizes. REQUIRES: sum >=
/// relative.size().
std::vector<std::uint32_t> divide(std::uint64_t sum, const std::vector<double>& relative) {
  const double unit =
      static_cast<double>(sum - relative.size()) / std::accumulate(relative.begin(), relative.end(), 0.0);
  std::vector<std::uint32_t> parts(relative.size());
  double so_far = 0;
  std::uint64_t given = 0;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    so_far += relative[p] * unit;
    const auto up_to = static_cast<std::uint64_t>(std::llround(so_far));
    parts[p] = static_cast<std::uint32_t>(1 + up_to - given);
    given = up_to;
  }
  return parts;
}

/// Numbers of observations of users: at least 2, in proportion to their relative sizes, for those who return;
/// 1 if the relative size is 0.
std::uint64_t scale_activities(std::span<const float> relative, double scale,
                               std::span<std::uint32_t> activity) {
  std::uint64_t sum = 0;
  for (std::size_t u = 0; u < relative.size(); ++u) {
    activity[u] = relative[u] > 0 ? 2 + static_cast<std::uint32_t>(scale * relative[u]) : 1;
    sum += activity[u];
  }
  return sum;
}

/// Adds or removes one observation per user, in turn, until the sum is met. If any users return, only theirs
/// change.
void settle(std::span<std::uint32_t> activity, std::uint64_t sum, std::uint64_t wanted) {
  const bool has_returners = std::any_of(activity.begin(), activity.end(), [](auto n) { return n > 1; });
  while (sum != wanted) {
    for (std::size_t u = 0; u < activity.size() && sum != wanted; ++u) {
      if (has_returners && activity[u] == 1) continue;
      if (sum < wanted) {
        ++activity[u];
        ++sum;
      } else if (activity[u] > 1) {
        --activity[u];
        --sum;
      }
    }
  }
}

/// Finds the scale at which the activities come closest to the sum from below, then distributes the
/// remainder.
void fit_activities(std::span<const float> relative, std::uint64_t wanted,
                    std::span<std::uint32_t> activity) {
  constexpr int kHalvings = 50;
  double low = 0;
  double high = static_cast<double>(wanted);
  for (int halving = 0; halving < kHalvings; ++halving) {
    const double middle = (low + high) / 2;
    (scale_activities(relative, middle, activity) > wanted ? high : low) = middle;
  }
  settle(activity, scale_activities(relative, low, activity), wanted);
}

}  // namespace

Community::Community(const SimulationShape& shape, const SimulationSizes& sizes, const Flora& flora,
                     std::uint64_t seed)
    : shape_(shape),
      flora_(flora),
      seed_(seed),
      n_experts_(static_cast<std::uint32_t>(sizes.experts)),
      order_(sizes.observations, seed, Purpose::order_of_authors),
      names_(sizes.users, seed, Purpose::user_names) {
  const std::vector<std::uint32_t> activity = make_activities(sizes);
  const auto of_experts = std::span(activity).first(n_experts_);
  n_by_experts_ = std::accumulate(of_experts.begin(), of_experts.end(), std::uint64_t{0});
  authorship_ = Shares(std::span(activity));
  make_experts(of_experts);
  make_people(activity);
}

std::vector<std::uint32_t> Community::make_activities(const SimulationSizes& sizes) const {
  std::vector<std::uint32_t> activity(sizes.users);
  if (n_experts_ > 0) {
    std::vector<double> relative(n_experts_);
    // Uses quantiles of a log-logistic distribution: a few random draws from such a heavy tail would vary too
    // much.
    for (Person person = 0; person < n_experts_; ++person) {
      relative[person] = std::pow((person + 0.5) / (n_experts_ - person - 0.5), shape_.expert_spread);
    }
    // Each of the other users needs an observation too.
    const std::uint64_t most = sizes.observations - (sizes.users - sizes.experts);
    const auto own = static_cast<std::uint64_t>(
        std::llround(shape_.expert_own_share * static_cast<double>(sizes.expert_observations)));
    const auto parts = divide(std::clamp(own, sizes.experts, most), relative);
    std::copy(parts.begin(), parts.end(), activity.begin());
  }
  const std::uint64_t left =
      sizes.observations - std::accumulate(activity.begin(), activity.end(), std::uint64_t{0});
  const std::uint64_t n_others = sizes.users - n_experts_;
  // Every user who returns makes a second observation, so there must be enough observations for that.
  const double share_for_a_second = static_cast<double>(left - n_others) / static_cast<double>(n_others);
  const double once = std::max(shape_.once_share, 1 - share_for_a_second);
  std::vector<float> relative(n_others);
  for (std::uint64_t u = 0; u < n_others; ++u) {
    RandomStream random(seed_, Purpose::activity, n_experts_ + u);
    if (random.chance(once)) continue;
    relative[u] = static_cast<float>(std::exp(shape_.activity_spread * random.normal()));
  }
  fit_activities(relative, left, std::span(activity).subspan(n_experts_));
  return activity;
}

void Community::make_people(const std::vector<std::uint32_t>& activity) {
  const std::size_t n = activity.size();
  skill_.resize(n);
  n_repertoire_.resize(n);
  std::vector<float> helping(n, 0);
  for (Person person = 0; person < n; ++person) {
    RandomStream random(seed_, Purpose::person, person);
    const double m = activity[person];
    // An expert rarely meets the same species twice.
    const double repertoire = is_expert(person) ? m
                                                : std::pow(m, shape_.repertoire_growth) *
                                                      std::exp(shape_.repertoire_spread * random.normal());
    n_repertoire_[person] =
        1 + static_cast<std::uint32_t>(std::min(1e9, shape_.repertoire_scale * repertoire));
    skill_[person] = static_cast<float>(shape_.skill_base + shape_.skill_growth * std::log(m) +
                                        shape_.skill_spread * random.normal());
    if (m < 2 || is_expert(person)) continue;
    helping[person] = static_cast<float>(std::pow(m - 1, shape_.helping_growth) *
                                         std::exp(shape_.helping_spread * random.normal()));
  }
  helping_ = Shares(std::span<const float>(helping), kHelpingShares);
}

void Community::make_experts(std::span<const std::uint32_t> activity) {
  std::vector<float> helping;
  for (const double m : activity) {
    helping.push_back(static_cast<float>(std::pow(m, shape_.expert_helping_growth)));
    expert_slip_.push_back(shape_.expert_slip * std::pow(m, -shape_.expert_slip_decline));
  }
  expertise_ = Shares(std::span<const float>(helping), kHelpingShares);
}

Person Community::author_of(std::uint64_t observation) const {
  return authorship_.owner(static_cast<std::uint32_t>(order_[observation]));
}

Species Community::encounter(Person person, RandomStream& random) const {
  const std::uint64_t which = random.below(n_repertoire_[person]);
  return flora_.at(to_uniform(hash_of(seed_, Purpose::repertoire, person, which)));
}

bool Community::knows(Person person, Species species, double photo) const {
  if (is_expert(person)) return true;
  const double chance = logistic(skill_[person] - flora_.difficulty(species) - photo);
  return to_uniform(hash_of(seed_, Purpose::knowledge, person, species)) < chance;
}

Species Community::guess(Person person, Species species) const {
  const std::uint64_t bits = hash_of(seed_, Purpose::guess, person, species);
  return to_uniform(bits) < shape_.lucky_guess ? species : flora_.look_alike(species, mix(bits));
}

Person Community::any_helper(RandomStream& random) const {
  return helping_.owner(static_cast<std::uint32_t>(random.below(helping_.total())));
}

Person Community::any_expert(RandomStream& random) const {
  return expertise_.owner(static_cast<std::uint32_t>(random.below(expertise_.total())));
}

}  // namespace crowdvote::simulation
