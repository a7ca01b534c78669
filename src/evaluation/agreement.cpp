#include "evaluation/agreement.hpp"

#include <algorithm>

namespace crowdvote {

namespace {

/// The votes on one observation, by label.
struct RowCounts {
  std::uint64_t sum_of_squares = 0;  ///< of the counts of the labels
  std::uint32_t n_labels = 0;
  std::uint32_t top = 0;
  std::uint32_t n_top = 0;  ///< labels with the top count
};

/// Counts rows in an array over all labels that is zero again after each row.
class RowCounter {
 public:
  explicit RowCounter(std::size_t n_labels) : count_(n_labels, 0) {}

  RowCounts count(std::span<const LabelId> labels) {
    RowCounts row;
    for (const LabelId k : labels) row.sum_of_squares += 2 * std::uint64_t{count_[k]++} + 1;
    for (const LabelId k : labels) {
      const std::uint32_t n = count_[k];
      if (n == 0) continue;  // seen before in this row
      ++row.n_labels;
      if (n > row.top) {
        row.top = n;
        row.n_top = 0;
      }
      if (n == row.top) ++row.n_top;
      count_[k] = 0;
    }
    return row;
  }

 private:
  std::vector<std::uint32_t> count_;
};

double sum_of_squares(const std::vector<std::uint64_t>& counts) {
  double sum = 0;
  for (const std::uint64_t n : counts) sum += static_cast<double>(n) * static_cast<double>(n);
  return sum;
}

/// Sums over the observations with at least two votes.
struct PairableVotes {
  explicit PairableVotes(std::size_t n_labels) : votes_of_label(n_labels, 0) {}

  std::vector<std::uint64_t> votes_of_label;
  double n_votes = 0;
  double disagreement = 0;    ///< sum of (m^2 - sum of n_k^2) / (m - 1)
  double agreeing_share = 0;  ///< sum of (sum of n_k^2 - m) / (m (m - 1))
  std::size_t n_observations = 0;

  void add(std::span<const LabelId> labels, const RowCounts& row) {
    const auto m = static_cast<double>(labels.size());
    const auto squares = static_cast<double>(row.sum_of_squares);
    ++n_observations;
    n_votes += m;
    disagreement += (m * m - squares) / (m - 1);
    agreeing_share += (squares - m) / (m * (m - 1));
    for (const LabelId k : labels) ++votes_of_label[k];
  }

  [[nodiscard]] std::optional<double> krippendorff_alpha() const {
    const double expected = n_votes * n_votes - sum_of_squares(votes_of_label);
    if (expected == 0) return std::nullopt;
    return 1 - (n_votes - 1) * disagreement / expected;
  }

  [[nodiscard]] std::optional<double> fleiss_kappa() const {
    const double by_chance = sum_of_squares(votes_of_label) / (n_votes * n_votes);
    if (n_observations == 0 || by_chance == 1) return std::nullopt;
    return (agreeing_share / static_cast<double>(n_observations) - by_chance) / (1 - by_chance);
  }
};

/// Whether all observations that have votes have equally many, and at least two.
bool all_have_equally_many(const VotesView& votes) {
  std::size_t m = 0;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const std::size_t n = votes.n_votes_of(i);
    if (n == 0) continue;
    if (m != 0 && n != m) return false;
    m = n;
  }
  return m >= 2;
}

}  // namespace

Agreement measure_agreement(const VotesView& votes) {
  Agreement agreement;
  RowCounter counter(votes.n_labels());
  PairableVotes pairable(votes.n_labels());
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.size() < 2) continue;
    const RowCounts row = counter.count(labels);
    if (row.n_labels > 1) ++agreement.with_disagreement;
    if (row.n_top > 1) ++agreement.with_exact_tie;
    pairable.add(labels, row);
  }
  agreement.with_two_votes = pairable.n_observations;
  agreement.krippendorff_alpha = pairable.krippendorff_alpha();
  if (all_have_equally_many(votes)) agreement.fleiss_kappa = pairable.fleiss_kappa();
  return agreement;
}

}  // namespace crowdvote
