#include "strategies/confusion_cells.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace crowdvote {

namespace {

/// Replaces n counts, at [1] to [n], by the positions where they begin; [0] is 0. Throws std::length_error at
/// 2^32.
void turn_counts_into_begins(FlatArray<std::uint32_t>& counts) {
  counts[0] = 0;
  std::uint64_t sum = 0;
  for (std::size_t j = 1; j < counts.size(); ++j) {
    sum += counts[j];
    counts[j] = static_cast<std::uint32_t>(sum);
  }
  if (sum > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error(
        "users x labels x labels have 2^32 parameters or more; fewer labels are possible");
  }
}

}  // namespace

ConfusionCells::ConfusionCells(const AggregationInput& input, const Truths& truths, const RunControl& control,
                               Counted counted)
    : votes_(input.votes), truths_(truths), n_users_(input.votes.n_users()) {
  const VotesByUser by_user(input, control);
  list_groups(by_user, control);
  if (truths.holds_all()) {
    list_all(by_user, counted, control);
  } else {
    list_voted(by_user, control);
  }
}

void ConfusionCells::list_groups(const VotesByUser& by_user, const RunControl& control) {
  group_begin_ = FlatArray<std::uint32_t>(n_users_ + 1);
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      std::uint32_t n = 0;
      by_user.for_each_label_of(u, votes_, [&](LabelId, std::span<const VoteIndex>) { ++n; });
      group_begin_[u + 1] = n;
    }
  });
  turn_counts_into_begins(group_begin_);
  label_of_group_ = FlatArray<LabelId>(group_begin_[n_users_]);
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      std::uint32_t group = group_begin_[u];
      by_user.for_each_label_of(u, votes_, [&](LabelId label, std::span<const VoteIndex>) {
        label_of_group_[group++] = truths_.number_of(label);
      });
    }
  });
}

void ConfusionCells::list_all(const VotesByUser& by_user, Counted counted, const RunControl& control) {
  const std::size_t n_labels = truths_.n_labels();
  cell_begin_ = FlatArray<CellIndex>(n_users_ + 1);
  for (std::size_t u = 0; u < n_users_; ++u) {
    cell_begin_[u + 1] = static_cast<CellIndex>(n_labels_of(static_cast<UserId>(u)) * n_labels);
  }
  turn_counts_into_begins(cell_begin_);
  first_cell_of_vote_ = FlatArray<CellIndex>(votes_.n_votes());
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      std::uint32_t group = group_begin_[u];
      by_user.for_each_label_of(u, votes_, [&](LabelId, std::span<const VoteIndex> votes) {
        for (const VoteIndex v : votes) first_cell_of_vote_[v] = static_cast<CellIndex>(group * n_labels);
        ++group;
      });
    }
  });
  if (counted == Counted::uncertain) count_certain_votes();
  sums_.emplace(
      votes_, [&](ObservationId i, VoteIndex) { return counted == Counted::all || truths_.is_open(i); },
      [&](ObservationId i, VoteIndex v) {
        return VoteSums::Item{first_cell_of_vote_[v], truths_.begin(i)};
      },
      control);
}

void ConfusionCells::count_certain_votes() {
  for (ObservationId i = 0; i < votes_.n_observations(); ++i) {
    if (!truths_.takes_part(i) || truths_.is_open(i)) continue;
    if (n_certain_.size() == 0) n_certain_ = FlatArray<std::uint32_t>(size(), 0);
    const std::uint32_t truth = truths_.certain_place(i) - truths_.begin(i);
    for (VoteIndex v = votes_.votes_begin(i); v < votes_.votes_end(i); ++v) {
      ++n_certain_[cell_of_vote(i, v, truth)];
    }
  }
}

void ConfusionCells::list_voted(const VotesByUser& by_user, const RunControl& control) {
  struct Pair {
    LabelId label;
    LabelId truth;
    PlaceIndex place;
    std::uint32_t number;  ///< in the order of the votes
    bool is_open;

    [[nodiscard]] bool is_in_cell_of(const Pair& other) const {
      return label == other.label && truth == other.truth;
    }
    bool operator<(const Pair& other) const {
      return std::tie(label, truth, number) < std::tie(other.label, other.truth, other.number);
    }
  };
  const std::size_t n = votes_.n_observations();
  pair_begin_ = FlatArray<std::uint32_t>(n + 1);
  const FlatArray<ObservationId> observation_of_vote = observations_of_votes(votes_);
  for (ObservationId i = 0; i < n; ++i) {
    pair_begin_[i + 1] = static_cast<std::uint32_t>(truths_.n_on(i) * votes_.n_votes_of(i));
  }
  turn_counts_into_begins(pair_begin_);

  FlatArray<std::uint32_t> pairs_of_user(n_users_ + 1);
  for (std::size_t u = 0; u < n_users_; ++u) {
    std::uint32_t count = 0;
    for (const VoteIndex v : by_user.of(static_cast<UserId>(u))) {
      count += static_cast<std::uint32_t>(truths_.n_on(observation_of_vote[v]));
    }
    pairs_of_user[u + 1] = count;
  }
  turn_counts_into_begins(pairs_of_user);

  FlatArray<Pair> pairs(pair_begin_[n]);
  cell_begin_ = FlatArray<CellIndex>(n_users_ + 1);
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (std::size_t u = block.begin; u < block.end; ++u) {
      Pair* const first = pairs.data() + pairs_of_user[u];
      Pair* last = first;
      for (const VoteIndex v : by_user.of(static_cast<UserId>(u))) {
        const ObservationId i = observation_of_vote[v];
        std::uint32_t number =
            pair_begin_[i] + (v - votes_.votes_begin(i)) * static_cast<std::uint32_t>(truths_.n_on(i));
        const LabelId label = truths_.number_of(votes_.label_of_vote()[v]);
        for (PlaceIndex place = truths_.begin(i); place < truths_.begin(i + 1); ++place) {
          *last++ = {label, truths_.number_at(i, place), place, number++, truths_.is_open(i)};
        }
      }
      std::sort(first, last);
      CellIndex n_cells = 0;
      for (const Pair* p = first; p != last; ++p) n_cells += p == first || !p->is_in_cell_of(p[-1]) ? 1U : 0U;
      cell_begin_[u + 1] = n_cells;
    }
  });
  turn_counts_into_begins(cell_begin_);

  cells_ = FlatArray<Cell>(size());
  cell_of_pair_ = FlatArray<CellIndex>(pairs.size());
  pair_of_cell_ = FlatArray<std::uint32_t>(size() + 1, 0);
  n_rows_of_user_ = FlatArray<std::uint32_t>(n_users_);
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    std::vector<LabelId> truths;
    for (std::size_t u = block.begin; u < block.end; ++u) {
      CellIndex cell = cell_begin_[u];
      truths.clear();
      for (std::uint32_t p = pairs_of_user[u]; p < pairs_of_user[u + 1]; ++p) {
        const Pair& pair = pairs[p];
        if (p == pairs_of_user[u] || !pair.is_in_cell_of(pairs[p - 1])) {
          cells_[cell++] = {pair.label, pair.truth, 0};
          truths.push_back(pair.truth);
        }
        cell_of_pair_[pair.number] = cell - 1;
        if (pair.is_open) ++pair_of_cell_[cell];
      }
      std::sort(truths.begin(), truths.end());
      truths.erase(std::unique(truths.begin(), truths.end()), truths.end());
      n_rows_of_user_[u] = static_cast<std::uint32_t>(truths.size());
      for (CellIndex c = cell_begin_[u]; c < cell_begin_[u + 1]; ++c) {
        const auto row = std::lower_bound(truths.begin(), truths.end(), cells_[c].truth);
        cells_[c].row = static_cast<std::uint32_t>(row - truths.begin());
      }
    }
  });
  turn_counts_into_begins(pair_of_cell_);
  place_of_pair_ = FlatArray<PlaceIndex>(pair_of_cell_[size()]);
  for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (std::size_t u = block.begin; u < block.end; ++u) {
      std::uint32_t next = pair_of_cell_[cell_begin_[u]];
      for (std::uint32_t p = pairs_of_user[u]; p < pairs_of_user[u + 1]; ++p) {
        if (pairs[p].is_open) place_of_pair_[next++] = pairs[p].place;
      }
    }
  });
  count_certain_votes();
}

void ConfusionCells::count(const double* q, double* counts, const RunControl& control) const {
  if (!truths_.holds_all()) {
    for_each_block(n_users_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
      count_pairs(cell_begin_[block.begin], cell_begin_[block.end], q, counts);
    });
    return;
  }
  with_labels(truths_, [&](auto labels) {
    const auto n = labels.n_on(0);
    sums_->add_up(
        control,
        [&](UserId first, UserId last) {
          for (CellIndex cell = begin(first); cell < begin(last); ++cell) counts[cell] = n_certain(cell);
          return [q, counts, n](VoteSums::Item item) {
            row_of(counts + item.target, n) += row_of(q + item.source, n);
          };
        },
        [&](VoteSums::Item item) { fetch(counts + item.target); });
  });
}

void ConfusionCells::count_pairs(CellIndex first, CellIndex last, const double* q, double* counts) const {
  const std::size_t n = place_of_pair_.size();
  std::size_t pair = pair_of_cell_[first];
  for (CellIndex cell = first; cell < last; ++cell) {
    double sum = n_certain(cell);
    for (; pair < pair_of_cell_[cell + 1]; ++pair) {
      __builtin_prefetch(q + place_of_pair_[std::min(pair + kPairsAhead, n - 1)]);
      sum += q[place_of_pair_[pair]];
    }
    counts[cell] = sum;
  }
}

void ConfusionCells::count_side_by_side(const double* values, std::size_t width, double* counts,
                                        const RunControl& control) const {
  const std::size_t n = truths_.n_labels() * width;
  sums_->add_up(
      control,
      [&](UserId first, UserId last) {
        std::fill(counts + begin(first) * width, counts + begin(last) * width, 0.0);
        return [=](VoteSums::Item item) {
          row_of(counts + item.target * width, n) += row_of(values + item.source * width, n);
        };
      },
      [&](VoteSums::Item item) { fetch(counts + item.target * width); });
}

}  // namespace crowdvote
