#pragma once

/// Which process learns which voters of plantnet, where several share a run. The owner of a voter knows the labels of all
/// of the voter's votes, and what each of them says of the voter; the processes that have the votes tell it what changed.

#include "core/flat_array.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace crowdvote {

struct PlantnetSoloVote {
  std::uint32_t group;  ///< 2 * voter for an observation that the voter authored, else one more
  LabelId label;
};

/// Labels on solo observations, by group.
struct PlantnetSoloVotes {
  FlatArray<std::uint32_t> begin;
  FlatArray<LabelId> label;

  [[nodiscard]] std::span<const LabelId> operator[](std::size_t group) const {
    return {label.begin() + begin[group], label.begin() + begin[group + 1]};
  }
};

/// Sends the votes of each voter to the owner, in the order of processes and places: index.voters (whose pair_of are
/// the labels of the votes here, and then those of the votes that are owned) and `solo` become those of the voters
/// that this process owns. REQUIRES: several processes.
void hand_votes_to_owners(PlantnetIndex& index, PlantnetSoloVotes& solo, const RunControl& control);

}  // namespace crowdvote
