#include "core/counter_random.hpp"
#include "core/parallel.hpp"
#include "core/poisson_table.hpp"
#include "evaluation/share.hpp"
#include <crowdvote/bootstrap.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

constexpr std::size_t kResamplesPerBlock = 25;

/// Observations with the same truth and the same prediction.
struct Cell {
  std::uint32_t truth;      ///< dense class
  std::uint32_t predicted;  ///< dense class, kNoId for no prediction
  std::uint32_t count;
};

/// The content of a subset that the macro averages depend on: cells over the classes that occur in it.
class Contingency {
 public:
  Contingency(const GradedLabels& graded, std::size_t subset) : class_of_label_(graded.n_labels, kNoId) {
    for (ObservationId i = 0; i < graded.truth.size(); ++i) {
      if (graded.judges(i, subset)) add(graded.truth[i], graded.prediction(i));
    }
  }

  [[nodiscard]] std::size_t n_observations() const { return cell_of_observation_.size(); }
  [[nodiscard]] std::size_t n_classes() const { return n_classes_; }
  [[nodiscard]] const std::vector<Cell>& cells() const { return cells_; }
  [[nodiscard]] const std::vector<std::uint32_t>& cell_of_observation() const { return cell_of_observation_; }

 private:
  void add(LabelId truth_label, LabelId predicted_label) {
    const std::uint32_t truth = dense_class(truth_label);
    const std::uint32_t predicted = predicted_label == kNoLabel ? kNoId : dense_class(predicted_label);
    const std::uint64_t key = std::uint64_t{truth} << 32U | predicted;
    const auto [it, is_new] = cell_of_key_.insert({key, static_cast<std::uint32_t>(cells_.size())});
    if (is_new) cells_.push_back({truth, predicted, 0});
    ++cells_[it->second].count;
    cell_of_observation_.push_back(it->second);
  }

  std::uint32_t dense_class(LabelId label) {
    if (class_of_label_[label] == kNoId) class_of_label_[label] = n_classes_++;
    return class_of_label_[label];
  }

  struct MixedHash {
    std::size_t operator()(std::uint64_t key) const { return mix_bits(key); }
  };

  std::vector<std::uint32_t> class_of_label_;
  std::uint32_t n_classes_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t, MixedHash> cell_of_key_;
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> cell_of_observation_;
};

/// How often each cell is drawn: independent Poisson counts, with means proportional to the counts of the
/// cells.
///
/// A resample is a multinomial draw of n observations over the cells. Independent Poisson counts, given their
/// sum m, are a multinomial draw of m; n - m further single observations, drawn uniformly among all, make it
/// a draw of n. The means sum to n - 4 sqrt(n), so that few single observations are needed, and a sum above
/// n, which is drawn again, hardly ever occurs.
class CellCounts {
 public:
  explicit CellCounts(const Contingency& subset) {
    const auto n = static_cast<double>(subset.n_observations());
    const double rate = 1 - 4 / std::sqrt(n);
    if (rate <= 0) return;
    // Cells sorted by count share tables: one is needed per distinct count.
    cells_.resize(subset.cells().size());
    std::iota(cells_.begin(), cells_.end(), 0U);
    const auto count_of = [&](std::uint32_t cell) { return subset.cells()[cell].count; };
    std::stable_sort(cells_.begin(), cells_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return count_of(a) < count_of(b); });
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      if (c == 0 || count_of(cells_[c]) != count_of(cells_[c - 1])) {
        runs_.push_back({c, PoissonTable(rate * count_of(cells_[c]))});
      }
    }
  }

  /// Calls add(cell, times) for every cell, where times may be 0; returns the sum of times.
  template <class Add>
  std::size_t draw(CounterRandom& random, Add&& add) const {
    std::size_t m = 0;
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      const std::size_t end = r + 1 < runs_.size() ? runs_[r + 1].begin : cells_.size();
      for (std::size_t c = runs_[r].begin; c < end; ++c) {
        const std::uint32_t times = runs_[r].table.draw(random);
        add(cells_[c], times);
        m += times;
      }
    }
    return m;
  }

 private:
  struct Run {
    std::size_t begin;  ///< in cells_: from here to the next run, all cells have the same count
    PoissonTable table;
  };
  std::vector<std::uint32_t> cells_;
  std::vector<Run> runs_;
};

/// Draws resamples of one subset in sequence.
class Resampler {
 public:
  Resampler(const Contingency& subset, const CellCounts& cell_counts)
      : subset_(subset), cell_counts_(cell_counts), drawn_(subset.n_classes()) {}

  MacroAverages draw(CounterRandom random) {
    while (!try_draw(random)) {
    }
    return macro_averages(drawn_);
  }

 private:
  bool try_draw(CounterRandom& random) {
    std::fill(drawn_.begin(), drawn_.end(), ClassCount{});
    const auto& cells = subset_.cells();
    const auto& cell_of_observation = subset_.cell_of_observation();
    const std::size_t n = subset_.n_observations();
    std::size_t m =
        cell_counts_.draw(random, [&](std::uint32_t cell, std::uint32_t times) { add(cells[cell], times); });
    if (m > n) return false;
    for (; m < n; ++m) add(cells[cell_of_observation[random.below(n)]], 1);
    return true;
  }

  void add(const Cell& cell, std::uint32_t times) {
    drawn_[cell.truth].truth += times;
    if (cell.predicted == kNoId) return;
    drawn_[cell.predicted].predicted += times;
    if (cell.predicted == cell.truth) drawn_[cell.truth].hit += times;
  }

  const Contingency& subset_;
  const CellCounts& cell_counts_;
  std::vector<ClassCount> drawn_;
};

/// The q-quantile of the sorted values, interpolated linearly.
double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The percentiles of the resamples, shifted by the difference between the resamples' mean and the estimate.
Interval centred_percentile_interval(double estimate, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  return {std::clamp(quantile(values, 0.025) + (estimate - mean), 0.0, 1.0),
          std::clamp(quantile(values, 0.975) + (estimate - mean), 0.0, 1.0)};
}

}  // namespace

void add_bootstrap_intervals(Evaluation& evaluation, const GradedLabels& graded,
                             const BootstrapOptions& options, const RunControl& control) {
  if (options.resamples == 0) throw OptionError("a bootstrap needs at least one resample, not 0");
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    SubsetMetrics& m = evaluation.subsets[s];
    if (m.n == 0) continue;
    const Contingency subset(graded, s);
    const CellCounts cell_counts(subset);
    std::vector<double> precision(options.resamples);
    std::vector<double> recall(options.resamples);
    for_each_block(options.resamples, kResamplesPerBlock, control, [&](const Block& block, unsigned) {
      Resampler resampler(subset, cell_counts);
      for (std::size_t r = block.begin; r < block.end; ++r) {
        const MacroAverages averages = resampler.draw(CounterRandom(options.seed, s, r));
        precision[r] = averages.precision;
        recall[r] = averages.recall;
      }
    });
    m.macro_precision_ci = centred_percentile_interval(*m.macro_precision, std::move(precision));
    m.macro_recall_ci = centred_percentile_interval(*m.macro_recall, std::move(recall));
  }
}

}  // namespace crowdvote
