#pragma once

/// The votes of each user by the label voted for: a group is (user, voted label).
///
/// A vote is open if the truth of its observation is to be learnt, and sure if its label is certain there:
/// gold, or the only label possible. Only open votes have to be looked at in every round.

#include "core/flat_array.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace crowdvote {

using GroupIndex = std::uint32_t;

class LabelGroups {
 public:
  LabelGroups(const AggregationInput& input, const Truths& truths, const RunControl& control);

  [[nodiscard]] std::size_t size() const { return n_votes_.size(); }
  /// The groups of a user are begin(u) to begin(u + 1) - 1, by label.
  [[nodiscard]] GroupIndex begin(UserId user) const { return begin_[user]; }
  [[nodiscard]] GroupIndex end(UserId user) const { return begin_[user + 1]; }
  /// The number of the label voted for.
  [[nodiscard]] LabelId label(GroupIndex group) const { return label_[group]; }
  [[nodiscard]] std::uint32_t n_votes(GroupIndex group) const { return n_votes_[group]; }
  [[nodiscard]] std::uint32_t n_sure(GroupIndex group) const { return n_sure_[group]; }
  [[nodiscard]] std::span<const PlaceIndex> places_of_open(GroupIndex group) const {
    return {place_of_open_.data() + open_begin_[group], place_of_open_.data() + open_begin_[group + 1]};
  }
  [[nodiscard]] GroupIndex of_vote(VoteIndex vote) const { return group_of_vote_[vote]; }

  /// The expected number of a group's votes that are right.
  [[nodiscard]] double expected_right(GroupIndex group, const double* q) const {
    double sum = n_sure_[group];
    for (const PlaceIndex place : places_of_open(group)) sum += q[place];
    return sum;
  }

 private:
  FlatArray<GroupIndex> begin_;
  FlatArray<LabelId> label_;
  FlatArray<std::uint32_t> n_votes_;
  FlatArray<std::uint32_t> n_sure_;
  FlatArray<std::uint32_t> open_begin_;
  FlatArray<PlaceIndex> place_of_open_;
  FlatArray<GroupIndex> group_of_vote_;
};

}  // namespace crowdvote
