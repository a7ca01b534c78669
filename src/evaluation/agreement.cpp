#include <crowdvote/profile.hpp>

#include <algorithm>
#include <cassert>
#include <numeric>

namespace crowdvote {

namespace {

/// The votes on one observation, by label.
struct RowCounts {
  std::uint64_t sum_of_squares = 0;  ///< of the number of votes per label
  std::uint32_t n_labels = 0;
  std::uint32_t top = 0;
  std::uint32_t n_top = 0;  ///< number of labels with the highest count
};

/// Counts rows in an array over all labels, which is set back to zero after each row.
class RowCounter {
 public:
  explicit RowCounter(std::size_t n_labels) : count_(n_labels, 0) {}

  RowCounts count(std::span<const LabelId> labels) {
    RowCounts row;
    for (const LabelId k : labels) row.sum_of_squares += 2 * std::uint64_t{count_[k]++} + 1;
    for (const LabelId k : labels) {
      const std::uint32_t n = count_[k];
      if (n == 0) continue;  // counted before in this row
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

/// Sums over observations with at least two votes.
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

  /// \param by_chance the proportion of pairs that agree by chance
  [[nodiscard]] std::optional<double> beyond(double by_chance) const {
    if (n_observations == 0) return std::nullopt;
    return (agreeing_share / static_cast<double>(n_observations) - by_chance) / (1 - by_chance);
  }
};

/// Whether all observations with votes have the same number of votes.
bool have_equally_many(const VotesView& votes) {
  std::size_t m = 0;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const std::size_t n = votes.n_votes_of(i);
    if (n == 0) continue;
    if (m != 0 && n != m) return false;
    m = n;
  }
  return true;
}

/// The mean of each label's share over all observations with votes.
std::vector<double> mean_shares(const VotesView& votes) {
  std::vector<double> shares(votes.n_labels(), 0);
  std::size_t n = 0;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    for (const LabelId k : labels) shares[k] += 1 / static_cast<double>(labels.size());
    if (!labels.empty()) ++n;
  }
  for (double& share : shares) share /= static_cast<double>(n);
  return shares;
}

void add_chance_corrected(const VotesView& votes, const PairableVotes& pairable, Agreement& agreement) {
  std::vector<std::uint64_t> votes_of_label(votes.n_labels(), 0);
  for (const LabelId k : votes.label_of_vote()) ++votes_of_label[k];
  const auto n_labels = static_cast<std::size_t>(
      std::count_if(votes_of_label.begin(), votes_of_label.end(), [](std::uint64_t n) { return n > 0; }));
  if (n_labels < 2) return;
  const std::vector<double> shares = mean_shares(votes);
  double squares = 0;
  for (const double share : shares) squares += share * share;
  agreement.gwet_ac1 = pairable.beyond((1 - squares) / static_cast<double>(n_labels - 1));
  const auto n_votes = static_cast<double>(votes.n_votes());
  // Counts are exact, but shares are rounded.
  if (have_equally_many(votes)) squares = sum_of_squares(votes_of_label) / (n_votes * n_votes);
  agreement.fleiss_kappa = pairable.beyond(squares);
}

/// The position of each label on the scale.
std::vector<double> points_of_labels(const VotesView& votes, LabelScale scale,
                                     std::span<const double> value_of_label) {
  std::vector<double> points(value_of_label.begin(), value_of_label.end());
  if (scale == LabelScale::interval) return points;
  std::vector<std::uint64_t> votes_of_label(votes.n_labels(), 0);
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.size() < 2) continue;
    for (const LabelId k : labels) ++votes_of_label[k];
  }
  std::vector<LabelId> in_order(votes.n_labels());
  std::iota(in_order.begin(), in_order.end(), LabelId{0});
  std::stable_sort(in_order.begin(), in_order.end(),
                   [&](LabelId a, LabelId b) { return value_of_label[a] < value_of_label[b]; });
  double n_lower = 0;
  for (auto begin = in_order.begin(); begin != in_order.end();) {
    // Labels with the same value, such as 1 and 1.0, share a midrank.
    const auto end = std::find_if(begin, in_order.end(),
                                  [&](LabelId k) { return value_of_label[k] != value_of_label[*begin]; });
    double n_here = 0;
    for (auto k = begin; k != end; ++k) n_here += static_cast<double>(votes_of_label[*k]);
    for (auto k = begin; k != end; ++k) points[*k] = n_lower + n_here / 2;
    n_lower += n_here;
    begin = end;
  }
  return points;
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
  add_chance_corrected(votes, pairable, agreement);
  return agreement;
}

std::optional<double> krippendorff_alpha(const VotesView& votes, LabelScale scale,
                                         std::span<const double> value_of_label) {
  assert(scale != LabelScale::nominal && value_of_label.size() == votes.n_labels());
  const std::vector<double> points = points_of_labels(votes, scale, value_of_label);
  double n = 0;
  double sum = 0;
  double squares = 0;
  double observed = 0;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.size() < 2) continue;
    const auto m = static_cast<double>(labels.size());
    double row_sum = 0;
    double row_squares = 0;
    for (const LabelId k : labels) {
      row_sum += points[k];
      row_squares += points[k] * points[k];
    }
    observed += 2 * (m * row_squares - row_sum * row_sum) / (m - 1);
    n += m;
    sum += row_sum;
    squares += row_squares;
  }
  const double expected = 2 * (n * squares - sum * sum) / (n - 1);
  if (n < 2 || expected <= 0) return std::nullopt;
  return 1 - observed / expected;
}

}  // namespace crowdvote
