#include <crowdvote/ballot.hpp>
#include <crowdvote/profile.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace crowdvote {

namespace {

constexpr std::size_t kMostUsersShown = 10;

struct CountedLabel {
  LabelId label;
  std::uint32_t votes;
};

/// The label with more votes than any other; kNoLabel if there is none.
LabelId sole_leader(const std::vector<CountedLabel>& counts) {
  CountedLabel best{kNoLabel, 0};
  for (const CountedLabel& count : counts) {
    if (count.votes > best.votes) {
      best = count;
    } else if (count.votes == best.votes) {
      best.label = kNoLabel;
    }
  }
  return best.label;
}

/// The votes on one observation, by user.
class RowByUser {
 public:
  void read(const VotesView& votes, ObservationId i) {
    by_user_.clear();
    counts_.clear();
    ballot_.clear();
    for (std::size_t v = 0; v < votes.n_votes_of(i); ++v) {
      by_user_.emplace_back(votes.users_of(i)[v], votes.labels_of(i)[v]);
      ballot_.add(votes.labels_of(i)[v], 1);
    }
    ballot_.settle();
    for (const auto& [label, n] : ballot_.candidates()) counts_.push_back({label, n});
    std::sort(by_user_.begin(), by_user_.end());
  }

  /// Calls visit(user, label, majority of the others) for each vote for which the others have a majority.
  template <class Visit>
  void compare(const Visit& visit) {
    for (auto own = by_user_.begin(); own != by_user_.end();) {
      const auto end =
          std::find_if(own, by_user_.end(), [&](const auto& vote) { return vote.first != own->first; });
      for (auto vote = own; vote != end; ++vote) --count_of(vote->second);
      const LabelId majority = sole_leader(counts_);
      for (; own != end; ++own) {
        ++count_of(own->second);
        if (majority != kNoLabel) visit(own->first, own->second, majority);
      }
    }
  }

 private:
  std::uint32_t& count_of(LabelId label) {
    return std::find_if(counts_.begin(), counts_.end(),
                        [&](const CountedLabel& count) { return count.label == label; })
        ->votes;
  }

  std::vector<std::pair<UserId, LabelId>> by_user_;
  std::vector<CountedLabel> counts_;
  Ballot<std::uint32_t> ballot_;
};

}  // namespace

std::vector<AgreementWithOthers> users_against_the_others(const VotesView& votes) {
  std::vector<AgreementWithOthers> users(votes.n_users());
  for (UserId user = 0; user < users.size(); ++user) users[user].user = user;
  RowByUser row;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    if (votes.n_votes_of(i) < 2) continue;
    row.read(votes, i);
    row.compare([&](UserId user, LabelId label, LabelId majority) {
      ++users[user].common;
      users[user].agreeing += label == majority ? 1U : 0U;
    });
  }
  std::erase_if(users, [](const AgreementWithOthers& user) { return user.common == 0; });
  const auto n = static_cast<std::ptrdiff_t>(std::min(users.size(), kMostUsersShown));
  std::partial_sort(users.begin(), users.begin() + n, users.end(),
                    [](const AgreementWithOthers& a, const AgreementWithOthers& b) {
                      return a.common != b.common ? a.common > b.common : a.user < b.user;
                    });
  users.resize(static_cast<std::size_t>(n));
  return users;
}

}  // namespace crowdvote
