#include "strategies/label_groups.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <span>

namespace crowdvote {

LabelGroups::LabelGroups(const AggregationInput& input, const Truths& truths, const RunControl& control) {
  const VotesView& votes = input.votes;
  const std::size_t n_users = votes.n_users();
  group_of_vote_ = FlatArray<GroupIndex>(votes.n_votes());
  begin_ = FlatArray<GroupIndex>(n_users + 1);
  {
    const VotesByUser by_user(input, control);
    for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        GroupIndex n = 0;
        by_user.for_each_label_of(u, votes, [&](LabelId, std::span<const VoteIndex>) { ++n; });
        begin_[u + 1] = n;
      }
    });
    begin_[0] = 0;
    for (UserId u = 0; u < n_users; ++u) begin_[u + 1] += begin_[u];
    label_ = FlatArray<LabelId>(begin_[n_users]);
    n_votes_ = FlatArray<std::uint32_t>(begin_[n_users]);
    n_sure_ = FlatArray<std::uint32_t>(begin_[n_users], 0);
    for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        GroupIndex group = begin_[u];
        by_user.for_each_label_of(u, votes, [&](LabelId label, std::span<const VoteIndex> of_label) {
          label_[group] = truths.number_of(label);
          n_votes_[group] = static_cast<std::uint32_t>(of_label.size());
          for (const VoteIndex v : of_label) group_of_vote_[v] = group;
          ++group;
        });
      }
    });
  }
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    if (!truths.takes_part(i) || truths.is_open(i)) continue;
    const PlaceIndex certain = truths.certain_place(i);
    for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
      if (truths.place_of_vote()[v] == certain) ++n_sure_[group_of_vote_[v]];
    }
  }
  sums_.emplace(
      votes, [&](ObservationId i, VoteIndex) { return truths.is_open(i); },
      [&](ObservationId, VoteIndex v) {
        return VoteSums::Item{group_of_vote_[v], truths.place_of_vote()[v]};
      },
      control);
}

void LabelGroups::count_right(const double* q, double* right, const RunControl& control) const {
  sums_->add_up(
      control,
      [&](UserId first, UserId last) {
        std::copy(n_sure_.data() + begin(first), n_sure_.data() + begin(last), right + begin(first));
        return [q, right](VoteSums::Item item) { right[item.target] += q[item.source]; };
      },
      [&](VoteSums::Item item) { __builtin_prefetch(right + item.target); });
}

}  // namespace crowdvote
