#pragma once

/// The users: who observes which species, who helps whom, and what they know.

#include "simulation/flora.hpp"
#include "simulation/random.hpp"
#include "simulation/shares.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote::simulation {

/// A user by rank: the experts come first. Names are assigned in another order.
using Person = std::uint32_t;

/// Refers to the flora, which must outlive it.
class Community {
 public:
  Community(const SimulationShape& shape, const SimulationSizes& sizes, const Flora& flora,
            std::uint64_t seed);

  [[nodiscard]] UserId name(Person person) const { return static_cast<UserId>(names_[person]); }
  [[nodiscard]] bool is_expert(Person person) const { return person < n_experts_; }
  /// Number of observations made by experts.
  [[nodiscard]] std::uint64_t n_by_experts() const { return n_by_experts_; }

  [[nodiscard]] Person author_of(std::uint64_t observation) const;
  /// A species that the person encounters.
  [[nodiscard]] Species encounter(Person person, RandomStream& random) const;
  /// Whether the person knows the species on a photo that makes it this much harder.
  [[nodiscard]] bool knows(Person person, Species species, double photo) const;
  /// The species for which the person mistakes an unknown one: always the same.
  [[nodiscard]] Species guess(Person person, Species species) const;

  [[nodiscard]] bool has_helpers() const { return helping_.total() > 0; }
  /// REQUIRES: has_helpers(). Experts do not count as helpers.
  [[nodiscard]] Person any_helper(RandomStream& random) const;
  /// REQUIRES: there are experts.
  [[nodiscard]] Person any_expert(RandomStream& random) const;
  /// The probability that a vote of this person is a slip. For experts, it decreases with experience.
  [[nodiscard]] double slip(Person person) const {
    return is_expert(person) ? expert_slip_[person] : shape_.slip;
  }

 private:
  [[nodiscard]] std::vector<std::uint32_t> make_activities(const SimulationSizes& sizes) const;
  void make_people(const std::vector<std::uint32_t>& activity);
  void make_experts(std::span<const std::uint32_t> activity);

  const SimulationShape& shape_;
  const Flora& flora_;
  std::uint64_t seed_;
  std::uint32_t n_experts_;
  std::uint64_t n_by_experts_ = 0;
  Permutation order_;
  Permutation names_;
  Shares authorship_;
  Shares helping_;
  Shares expertise_;
  std::vector<double> expert_slip_;
  std::vector<float> skill_;
  /// Number of species that the person meets, possibly with repetitions.
  std::vector<std::uint32_t> n_repertoire_;
};

}  // namespace crowdvote::simulation
