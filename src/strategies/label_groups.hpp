#pragma once

/// The votes of each user, grouped by the label voted for: a group is (user, voted label).
///
/// A vote is open if the truth of its observation is to be learnt, and sure if its label is certain there:
/// gold, or the only possible label. Only open votes have to be visited in every round.

#include "core/flat_array.hpp"
#include "strategies/truths.hpp"
#include "strategies/vote_sums.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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
  [[nodiscard]] std::span<const GroupIndex> of_votes() const {
    return {group_of_vote_.data(), group_of_vote_.size()};
  }

  /// Sets right[group] to the expected number of right votes in each group.
  /// \param q probabilities by place
  void count_right(const double* q, double* right, const RunControl& control) const;

 private:
  FlatArray<GroupIndex> begin_;
  FlatArray<LabelId> label_;
  FlatArray<std::uint32_t> n_votes_;
  FlatArray<std::uint32_t> n_sure_;
  FlatArray<GroupIndex> group_of_vote_;
  std::optional<VoteSums> sums_;  ///< sums from the places of open votes to groups
};

}  // namespace crowdvote
