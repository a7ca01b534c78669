#pragma once

/// The users: who makes observations of what, who helps whom, and what they know.

#include "simulation/flora.hpp"
#include "simulation/random.hpp"
#include "simulation/shares.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote::simulation {

/// A user by place: the experts come first. Names are given out in another order.
using Person = std::uint32_t;

/// Refers to the flora, which must outlive it.
class Community {
 public:
  Community(const SimulationShape& shape, const SimulationSizes& sizes, const Flora& flora,
            std::uint64_t seed);

  [[nodiscard]] UserId name(Person person) const { return static_cast<UserId>(names_[person]); }
  [[nodiscard]] bool is_expert(Person person) const { return person < n_experts_; }
  /// Observations that experts make themselves.
  [[nodiscard]] std::uint64_t n_by_experts() const { return n_by_experts_; }

  [[nodiscard]] Person author_of(std::uint64_t observation) const;
  /// A species that the person meets.
  [[nodiscard]] Species encounter(Person person, RandomStream& random) const;
  /// Whether the person knows the species, on a photo that makes it so much harder.
  [[nodiscard]] bool knows(Person person, Species species, double photo) const;
  /// What the person takes the species for without knowing it: always the same.
  [[nodiscard]] Species guess(Person person, Species species) const;

  [[nodiscard]] bool has_helpers() const { return helping_.total() > 0; }
  /// REQUIRES: has_helpers(). Experts are no helpers.
  [[nodiscard]] Person any_helper(RandomStream& random) const;
  /// REQUIRES: there are experts.
  [[nodiscard]] Person any_expert(RandomStream& random) const;
  /// Chance of any vote of theirs to be a slip. The more experience, the lower, for experts.
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
  std::vector<std::uint32_t> n_repertoire_;  ///< species that the person meets, some of them twice
};

}  // namespace crowdvote::simulation
