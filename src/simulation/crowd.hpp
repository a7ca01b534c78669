#pragma once

/// A crowd that votes on labels of equal frequency, where each user makes errors of a characteristic kind.

#include "simulation/platform.hpp"
#include <crowdvote/simulate.hpp>

#include <cstdint>

namespace crowdvote::simulation {

/// Thread-safe once constructed. Needs no memory for tables of errors: they are hashes of (seed, user, truth,
/// label).
class Crowd {
 public:
  /// Throws OptionError.
  explicit Crowd(const CrowdOptions& options);

  [[nodiscard]] std::uint64_t n_observations() const { return options_.observations; }
  /// The expert label of the observation is the true one. \param observation is overwritten
  void observe(std::uint64_t i, SimulatedObservation& observation) const;

 private:
  /// The user's answer for a truth, according to the user's own table of errors.
  [[nodiscard]] LabelId answer(UserId user, LabelId truth, double random) const;

  CrowdOptions options_;
};

}  // namespace crowdvote::simulation
