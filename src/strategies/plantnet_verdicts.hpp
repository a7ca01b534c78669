#pragma once

/// Labels and validity of the shared observations during the rounds of plantnet.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include "strategies/label_changes.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace crowdvote {

class PlantnetVerdicts {
 public:
  /// Views its arguments. There are no verdicts yet; when a block is judged for the first time, every voter
  /// has the initial weight.
  PlantnetVerdicts(const PlantnetIndex& index, const PlantnetOptions& options, const ValidityRule& rule,
                   PlantnetUsers& users);

  /// Marks the verdicts that the changed weights can change.
  void mark_what_can_change(const RunControl& control);
  /// Votes again on the marked observations in a block of the shared observations, and gives the users the
  /// new evidence. May be called from several threads, for different blocks.
  PlantnetChanges judge(const Block& block);
  [[nodiscard]] LabelChanges& label_changes() { return label_changes_; }

 private:
  /// Bits of the state of a shared observation, in one byte because marking accesses the states in random
  /// order.
  enum State : std::uint8_t { valid = 1, unanimous = 2, can_change = 4 };

  /// The verdicts of a block that can change in this round.
  struct Marked {
    std::array<SharedId, kBlockOfObservations + 1> shared;  ///< the last entry absorbs unused writes
    std::size_t n = 0;
  };

  void mark(SharedId shared, int change_of_weight);
  [[nodiscard]] Verdict verdict_of(const Winner<double>& winner, ObservationId i) const;
  PlantnetChanges judge_first(const Block& block);
  Marked take_marked(const Block& block);
  void judge(SharedId shared, Ballot<double>& ballot, PlantnetChanges& changes);

  const PlantnetIndex& index_;
  ValidityRule rule_;
  double first_weight_;
  PlantnetUsers& users_;
  FlatArray<LabelId> label_;       ///< by shared observation
  FlatArray<std::uint8_t> state_;  ///< likewise
  bool has_begun_ = false;
  LabelChanges label_changes_;
};

}  // namespace crowdvote
