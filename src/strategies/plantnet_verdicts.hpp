#pragma once

/// Labels and validity of the shared observations during the rounds of plantnet.

#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"
#include "strategies/state_history.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crowdvote {

/// WMV on one observation with the AI, where it votes. REQUIRES: somebody votes on it.
[[nodiscard]] Winner<double> vote_with_ai(const AggregationInput& input, const AiVotes& ai,
                                          const Eigen::ArrayXd& weights, ObservationId i,
                                          VoteTally<double>& tally);

class PlantnetVerdicts {
 public:
  PlantnetVerdicts(const PlantnetIndex& index, const PlantnetOptions& options);

  struct Changes {
    std::size_t labels = 0;
    std::size_t became_valid = 0;
    std::size_t became_invalid = 0;
    Fingerprint fingerprint;

    void add(const Changes& other);
  };
  /// Votes again wherever a voter's weight has changed, and tells `users` what that says of them.
  Changes judge(PlantnetUsers& users, const RunControl& control);

  [[nodiscard]] std::size_t n_valid() const { return n_valid_; }

 private:
  void judge(std::size_t shared, PlantnetUsers& users, VoteTally<double>& tally, Changes& changes);
  [[nodiscard]] bool has_changed_voter(ObservationId i, const PlantnetUsers& users) const;

  const PlantnetIndex& index_;
  ValidityRule rule_;
  std::vector<LabelId> label_;       ///< [n_shared]
  std::vector<std::uint8_t> valid_;  ///< [n_shared]
  std::size_t n_valid_ = 0;
};

}  // namespace crowdvote
