#pragma once

/// The round in which the label of each observation last changed, for strategies with rounds.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crowdvote {

/// Bytes per observation if the input asks for last changes; otherwise nothing is recorded, and it is 0.
[[nodiscard]] inline std::size_t bytes_of_label_change(const AggregationInput& input) {
  return input.wants_last_changes ? sizeof(std::uint32_t) : 0;
}

class LabelChanges {
 public:
  explicit LabelChanges(const AggregationInput& input)
      : last_round_(input.wants_last_changes ? input.votes.n_observations() : 0, 0) {}

  /// Rounds are numbered from 1; the start is 0.
  void begin_round(std::size_t number) { round_ = static_cast<std::uint32_t>(number); }
  /// Records that the label of i has changed. May be called from several threads, for different observations.
  void note(ObservationId i) {
    if (!last_round_.empty()) last_round_[i] = round_;
  }
  /// Fills Diagnostics::last_changed_round, if it was requested and there were rounds. note() must not be
  /// called afterwards.
  void move_to(Diagnostics& diagnostics) {
    if (round_ > 0) diagnostics.last_changed_round = std::move(last_round_);
  }

 private:
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> last_round_;  ///< by observation; empty: not requested
};

}  // namespace crowdvote
