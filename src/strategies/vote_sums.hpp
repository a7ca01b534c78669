#pragma once

/// Sums, over the votes of each user (or of each part of a user's data), of values of the observations.
///
/// The users are divided into ranges with about equally many votes, one per thread. A thread visits the votes
/// of its range in the order of the observations, so it reads sequentially and adds only to its part of the
/// users. The order of each sum is that of the observations whatever the ranges are, so their number may
/// depend on the threads.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crowdvote {

class VoteSums {
 public:
  /// A vote adds the value at `source` to the value at `target`.
  struct Item {
    std::uint32_t target;
    std::uint32_t source;
  };

  /// The memory per vote.
  static constexpr std::size_t kBytesOfVote = sizeof(Item);

  /// \param is_listed is_listed(i, v): whether vote v on i is to be added
  /// \param item_of item_of(i, v): the item of such a vote
  template <class IsListed, class ItemOf>
  VoteSums(const VotesView& votes, const IsListed& is_listed, const ItemOf& item_of,
           const RunControl& control) {
    cut(votes, is_listed, control.threads());
    for_each_block(n_ranges(), 1, control, [&](const Block& range, unsigned) {
      const UserId first = first_user_[range.index];
      const UserId n = first_user_[range.index + 1] - first;
      Item* next = items_.data() + begin_[range.index];
      for (ObservationId i = 0; i < votes.n_observations(); ++i) {
        for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
          if (votes.user_of_vote()[v] - first < n && is_listed(i, v)) *next++ = item_of(i, v);
        }
      }
    });
  }

  /// Calls start(first_user, last_user) for each range of users, last_user not included, and the function
  /// that it returns for the items of their votes in order; and fetch(item) some votes ahead. Different
  /// ranges are different threads'.
  template <class Start, class Fetch>
  void add_up(const RunControl& control, const Start& start, const Fetch& fetch) const {
    for_each_block(n_ranges(), 1, control, [&](const Block& range, unsigned) {
      auto add = start(first_user_[range.index], first_user_[range.index + 1]);
      const std::size_t end = begin_[range.index + 1];
      for (std::size_t j = begin_[range.index]; j < end; ++j) {
        fetch(items_[std::min(j + kVotesAhead, end - 1)]);
        add(items_[j]);
      }
    });
  }

 private:
  static constexpr std::size_t kVotesAhead = 32;

  [[nodiscard]] std::size_t n_ranges() const { return first_user_.size() - 1; }

  template <class IsListed>
  void cut(const VotesView& votes, const IsListed& is_listed, std::size_t n_wanted) {
    std::vector<std::uint32_t> votes_of_user(votes.n_users(), 0);
    std::size_t n_listed = 0;
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        if (!is_listed(i, v)) continue;
        ++votes_of_user[votes.user_of_vote()[v]];
        ++n_listed;
      }
    }
    items_ = FlatArray<Item>(n_listed);
    first_user_ = {0};
    begin_ = {0};
    std::size_t n_before = 0;
    for (UserId u = 0; u < votes_of_user.size(); ++u) {
      n_before += votes_of_user[u];
      if (n_before * n_wanted < n_listed * first_user_.size() || first_user_.size() == n_wanted) continue;
      first_user_.push_back(u + 1);
      begin_.push_back(n_before);
    }
    first_user_.push_back(static_cast<UserId>(votes_of_user.size()));
    begin_.push_back(n_listed);
  }

  FlatArray<Item> items_;           ///< range by range
  std::vector<UserId> first_user_;  ///< by range, and one more
  std::vector<std::size_t> begin_;  ///< likewise, in items_
};

}  // namespace crowdvote
