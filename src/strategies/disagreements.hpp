#pragma once

/// What strategies that weigh users by their agreement share.

#include "core/parallel.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/votes_view.hpp>

#include <atomic>
#include <cstddef>
#include <span>

namespace crowdvote {

/// Adds up, for each user, the votes of the block that differ from the label: there are far fewer of them than
/// others. May be called for several blocks at once.
inline void count_disagreements(const VotesView& votes, std::span<const LabelId> label, const Block& block,
                                std::span<int> n_of_user) {
  for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (labels[v] == label[i]) continue;
      std::atomic_ref(n_of_user[users[v]]).fetch_add(1, std::memory_order_relaxed);
    }
  }
}

}  // namespace crowdvote
