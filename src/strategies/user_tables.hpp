#pragma once

/// What dawid-skene and ibcc share beside the cells: what their tables take, and Consensus::confusion.

#include "core/parallel.hpp"
#include "strategies/confusion_cells.hpp"
#include "strategies/posterior.hpp"
#include "strategies/truths.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

namespace crowdvote {

/// Cells with fewer expected votes are left out of Consensus::confusion.
inline constexpr double kLeastCount = 1e-3;

/// What models with a ConfusionCells take.
[[nodiscard]] constexpr Truths::BytesNeeded bytes_of_user_tables(std::string_view strategy) {
  constexpr double kCell = sizeof(double) + 4 * sizeof(std::uint32_t);
  constexpr double kPair = 2 * sizeof(std::uint32_t);
  constexpr double kSorting = 4 * sizeof(std::uint32_t);
  return {.strategy = strategy,
          .per_place_of_vote = kCell + kPair + kSorting,
          .per_vote = 3 * sizeof(std::uint32_t),
          .per_user = 6 * sizeof(std::uint32_t)};
}

/// The expected counts of a user's cells, from the probabilities.
inline void count_cells(const ConfusionCells& cells, const Posterior& posterior, UserId user,
                        std::vector<double>& counts) {
  const CellIndex first = cells.begin(user);
  counts.assign(cells.end(user) - first, 0.0);
  cells.for_each_of_user(
      user, [&](CellIndex cell, PlaceIndex place) { counts[cell - first] += posterior.data()[place]; });
}

/// The cells with a count, by user, truth and label, where theta_of(cell) is the probability.
template <class ThetaOf>
Confusion confusion_of(const ConfusionCells& cells, const Posterior& posterior, const Truths& truths,
                       std::size_t n_users, const RunControl& control, const ThetaOf& theta_of) {
  Confusion confusion;
  confusion.begin.assign(n_users + 1, 0);
  for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    std::vector<double> counts;
    for (std::size_t u = block.begin; u < block.end; ++u) {
      count_cells(cells, posterior, static_cast<UserId>(u), counts);
      confusion.begin[u + 1] = static_cast<std::size_t>(
          std::count_if(counts.begin(), counts.end(), [](double count) { return count >= kLeastCount; }));
    }
  });
  for (std::size_t u = 0; u < n_users; ++u) confusion.begin[u + 1] += confusion.begin[u];
  control.check_memory("the tables of the users", confusion.begin.back() * sizeof(Confusion::Entry));
  confusion.entries.resize(confusion.begin.back());
  for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    std::vector<double> counts;
    for (std::size_t u = block.begin; u < block.end; ++u) {
      const auto user = static_cast<UserId>(u);
      count_cells(cells, posterior, user, counts);
      const auto first = confusion.entries.begin() + static_cast<std::ptrdiff_t>(confusion.begin[u]);
      auto last = first;
      cells.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
        const double count = counts[cell - cells.begin(user)];
        if (count >= kLeastCount) *last++ = {truth, label, theta_of(cell), count};
      });
      std::sort(first, last, [](const Confusion::Entry& a, const Confusion::Entry& b) {
        return std::tie(a.truth, a.label) < std::tie(b.truth, b.label);
      });
      for (auto entry = first; entry != last; ++entry) {
        entry->truth = truths.label_of(entry->truth);
        entry->label = truths.label_of(entry->label);
      }
    }
  });
  return confusion;
}

}  // namespace crowdvote
