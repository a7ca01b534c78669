#include "simulation/platform.hpp"

#include "simulation/random.hpp"

#include <algorithm>
#include <cmath>

namespace crowdvote::simulation {

/// An observation that is being generated.
struct Platform::Sighting {
  SimulatedObservation& result;
  RandomStream random;
  Person author;
  Species species;
  double photo;  ///< how much harder it is than others
  std::vector<Person> voters = {};

  [[nodiscard]] bool has_vote_of(Person person) const {
    return std::find(voters.begin(), voters.end(), person) != voters.end();
  }
};

bool SimulatedObservation::has_disagreement() const {
  return std::any_of(votes.begin(), votes.end(),
                     [this](const SimulatedVote& vote) { return vote.label != votes.front().label; });
}

Platform::Platform(const SimulationOptions& options)
    : options_(options),
      sizes_(simulation_sizes(options)),
      flora_(options_.shape, sizes_.species, options_.seed),
      community_(options_.shape, sizes_, flora_, options_.seed) {
  // The number of further votes is geometric, with the requested mean x.
  const double x = options_.votes_per_observation - 1;
  chance_of_company_ = x / (x + options_.shape.solitude);
  chance_of_more_ = 1 - 1 / std::max(1.0, x + options_.shape.solitude);
  const double by_experts = static_cast<double>(community_.n_by_experts());
  const double wanted = static_cast<double>(sizes_.expert_observations) - by_experts;
  const double in_company = chance_of_company_ * (static_cast<double>(sizes_.observations) - by_experts);
  chance_of_expert_ = sizes_.experts > 0 && in_company > 0 ? std::max(0.0, wanted / in_company) : 0;
}

std::vector<UserId> Platform::experts() const {
  std::vector<UserId> names(sizes_.experts);
  for (Person person = 0; person < names.size(); ++person) names[person] = community_.name(person);
  std::sort(names.begin(), names.end());
  return names;
}

void Platform::observe(std::uint64_t i, SimulatedObservation& observation) const {
  RandomStream random(options_.seed, Purpose::observation, i);
  const Person author = community_.author_of(i);
  const Species species = community_.encounter(author, random);
  const double photo = options_.shape.photo_difficulty * random.normal();
  observation.votes.clear();
  observation.true_label = flora_.label(species);
  observation.expert_label = kNoLabel;
  Sighting sighting{observation, random, author, species, photo};
  gather_votes(sighting);
  ask_ai(i, sighting);
}

void Platform::gather_votes(Sighting& sighting) const {
  const Species species = sighting.species;
  const auto knows = [&](Person person) { return community_.knows(person, species, sighting.photo); };
  const Person author = sighting.author;
  const Species first = vote(sighting, author, knows(author) ? species : community_.guess(author, species));
  if (!sighting.random.chance(chance_of_company_)) return;

  std::uint64_t n = 1;
  while (sighting.random.chance(chance_of_more_)) ++n;
  const bool has_expert =
      !community_.is_expert(author) && sighting.random.chance(chance_of_expert(first != species));
  const std::uint64_t expert_at = has_expert ? sighting.random.below(n) : n;
  for (std::uint64_t v = 0; v < n; ++v) {
    if (v == expert_at) {
      vote(sighting, community_.any_expert(sighting.random), species);
      continue;
    }
    const std::optional<Person> helper = find_helper(sighting);
    if (!helper) return;
    if (knows(*helper)) {
      vote(sighting, *helper, species);
    } else if (sighting.random.chance(options_.shape.herding)) {
      vote(sighting, *helper, first);
    } else {
      vote(sighting, *helper, community_.guess(*helper, species));
    }
  }
}

Species Platform::vote(Sighting& sighting, Person person, Species believed) const {
  const bool is_expert = community_.is_expert(person);
  const Species said = sighting.random.chance(community_.slip(person))
                           ? flora_.look_alike(sighting.species, sighting.random.next())
                           : believed;
  const LabelId label = flora_.label(said);
  sighting.voters.push_back(person);
  sighting.result.votes.push_back({community_.name(person), label});
  if (is_expert) sighting.result.expert_label = label;
  return said;
}

std::optional<Person> Platform::find_helper(Sighting& sighting) const {
  // In a small community, the same few people come by repeatedly; after this many tries, nobody else is
  // looked for.
  constexpr int kPassersBy = 100;
  std::optional<Person> helper;
  std::uint64_t n_candidates = 0;
  for (int p = 0; community_.has_helpers() && p < kPassersBy; ++p) {
    const Person person = community_.any_helper(sighting.random);
    if (sighting.has_vote_of(person)) continue;
    helper = person;
    // Depends on the species' name in a list, not on this photo: anyone who knows the species opens the
    // observation.
    if (community_.knows(person, sighting.species, 0)) break;
    if (++n_candidates == options_.shape.helper_candidates) break;
  }
  return helper;
}

double Platform::chance_of_expert(bool author_is_wrong) const {
  return author_is_wrong ? chance_of_expert_ * options_.shape.expert_correction : chance_of_expert_;
}

void Platform::ask_ai(std::uint64_t i, const Sighting& sighting) const {
  constexpr double kDigits = 1e4;
  const SimulationShape& shape = options_.shape;
  RandomStream random(options_.seed, Purpose::ai, i);
  SimulatedObservation& result = sighting.result;
  result.ai_label = kNoLabel;
  if (!random.chance(options_.ai)) return;
  const double log_odds = shape.ai_base - shape.ai_rarity * flora_.rarity(sighting.species) -
                          shape.ai_photo * sighting.photo / std::max(1e-9, shape.photo_difficulty) +
                          shape.ai_spread * random.normal();
  // Right as often as the score says, so calibrated by construction.
  result.ai_score = std::round(logistic(log_odds) * kDigits) / kDigits;
  const bool is_right = random.chance(result.ai_score);
  result.ai_label =
      flora_.label(is_right ? sighting.species : flora_.look_alike(sighting.species, random.next()));
}

}  // namespace crowdvote::simulation
