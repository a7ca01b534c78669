#include "strategies/label_groups.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <vector>

namespace crowdvote {

namespace {

enum class Kind : std::uint8_t { open, sure, wrong };

std::vector<Kind> kinds_of_votes(const AggregationInput& input, const Truths& truths,
                                 const RunControl& control) {
  const VotesView& votes = input.votes;
  std::vector<Kind> kinds(votes.n_votes());
  for_each_block(votes.n_observations(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      const PlaceIndex gold = truths.gold_place(i);
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        if (gold != kNoPlace) {
          kinds[v] = truths.place_of_vote()[v] == gold ? Kind::sure : Kind::wrong;
        } else {
          kinds[v] = truths.n_on(i) == 1 ? Kind::sure : Kind::open;
        }
      }
    }
  });
  return kinds;
}

}  // namespace

LabelGroups::LabelGroups(const AggregationInput& input, const Truths& truths, const RunControl& control) {
  const VotesView& votes = input.votes;
  const VotesByUser by_user(input, control);
  const std::vector<Kind> kinds = kinds_of_votes(input, truths, control);
  const std::size_t n_users = votes.n_users();

  begin_ = FlatArray<GroupIndex>(n_users + 1);
  begin_[0] = 0;
  std::size_t n_open = 0;
  for (UserId u = 0; u < n_users; ++u) {
    GroupIndex n = 0;
    by_user.for_each_label_of(u, votes, [&](LabelId, std::span<const VoteIndex>) { ++n; });
    begin_[u + 1] = begin_[u] + n;
  }
  for (const Kind kind : kinds) n_open += kind == Kind::open ? 1U : 0U;

  const std::size_t n_groups = begin_[n_users];
  label_ = FlatArray<LabelId>(n_groups);
  n_votes_ = FlatArray<std::uint32_t>(n_groups);
  n_sure_ = FlatArray<std::uint32_t>(n_groups);
  open_begin_ = FlatArray<std::uint32_t>(n_groups + 1);
  place_of_open_ = FlatArray<PlaceIndex>(n_open);
  group_of_vote_ = FlatArray<GroupIndex>(votes.n_votes());
  GroupIndex group = 0;
  std::uint32_t open = 0;
  for (UserId u = 0; u < n_users; ++u) {
    by_user.for_each_label_of(u, votes, [&](LabelId label, std::span<const VoteIndex> of_label) {
      label_[group] = truths.number_of(label);
      n_votes_[group] = static_cast<std::uint32_t>(of_label.size());
      n_sure_[group] = 0;
      open_begin_[group] = open;
      for (const VoteIndex v : of_label) {
        group_of_vote_[v] = group;
        n_sure_[group] += kinds[v] == Kind::sure ? 1U : 0U;
        if (kinds[v] == Kind::open) place_of_open_[open++] = truths.place_of_vote()[v];
      }
      ++group;
    });
  }
  open_begin_[n_groups] = open;
}

}  // namespace crowdvote
