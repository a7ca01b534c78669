#pragma once

/// Labels and validity of the shared observations during the rounds of plantnet.

#include "core/flat_array.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"
#include "strategies/state_history.hpp"

#include <cstddef>
#include <cstdint>

namespace crowdvote {

class PlantnetVerdicts {
 public:
  /// The verdicts while everyone weighs as at first, told to `users`. Views index and options.
  PlantnetVerdicts(const PlantnetIndex& index, const PlantnetOptions& options, PlantnetUsers& users,
                   const RunControl& control);

  struct Changes {
    std::size_t labels = 0;
    std::size_t became_valid = 0;
    std::size_t became_invalid = 0;
    Fingerprint fingerprint;

    void add(const Changes& other);
  };
  /// Votes again wherever the weights that changed can change the verdict, and tells `users` what that says
  /// of them.
  Changes judge(PlantnetUsers& users, const RunControl& control);

  [[nodiscard]] std::size_t n_valid() const { return n_valid_; }

 private:
  [[nodiscard]] bool can_change(SharedId shared, int change_of_weight) const;
  void mark_what_can_change(const PlantnetUsers& users, const RunControl& control);
  void judge(SharedId shared, PlantnetUsers& users, VoteTally<double>& tally, Changes& changes);

  const PlantnetIndex& index_;
  ValidityRule rule_;
  FlatArray<LabelId> label_;  ///< of shared observations, as what follows
  FlatArray<std::uint8_t> valid_;
  FlatArray<std::uint8_t> unanimous_;
  FlatArray<std::uint8_t> can_change_;  ///< in this round
  std::size_t n_valid_ = 0;
};

}  // namespace crowdvote
