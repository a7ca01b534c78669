#pragma once

/// A crowd that votes on labels of equal frequency, where each user errs in a way of their own.

#include "simulation/platform.hpp"
#include <crowdvote/simulate.hpp>

#include <cstdint>

namespace crowdvote::simulation {

/// Thread-safe once made. Takes no memory: tables of errors are hashes of (seed, user, truth, label).
class Crowd {
 public:
  /// Throws OptionError.
  explicit Crowd(const CrowdOptions& options);

  [[nodiscard]] std::uint64_t n_observations() const { return options_.observations; }
  /// Its expert label is the true one. \param observation is overwritten
  void observe(std::uint64_t i, SimulatedObservation& observation) const;

 private:
  /// What the user takes the truth for, by the user's own table of errors.
  [[nodiscard]] LabelId answer(UserId user, LabelId truth, double random) const;

  CrowdOptions options_;
};

}  // namespace crowdvote::simulation
