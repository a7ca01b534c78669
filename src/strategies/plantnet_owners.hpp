#pragma once

/// Assigns the voters of plantnet to the processes that share a run. The owner of a voter knows the labels of
/// all votes of the voter and the evidence of each vote; the processes that have the votes tell it what
/// changed.

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
  std::uint32_t group;  ///< 2 * voter for an observation that the voter authored, otherwise 2 * voter + 1
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

/// Collective: sends the votes of each voter to the owner, in the order of processes and places. index.voters
/// (whose pair_of has the labels of the votes, before and after) and `solo` become those of the voters that
/// this process owns.
/// REQUIRES: several processes share the run.
void hand_votes_to_owners(PlantnetIndex& index, PlantnetSoloVotes& solo, const RunControl& control);

}  // namespace crowdvote
