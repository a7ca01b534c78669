#pragma once

/// Whether a run has fallen below an earlier one, for example to guard a nightly job.
///
/// The figures that are compared are better when they are higher. Their names:
///
///     SUBSET.accuracy        SUBSET.label_accuracy  SUBSET.valid_accuracy  SUBSET.macro_precision
///     SUBSET.macro_recall    SUBSET.classes_kept
///     SUBSET.valid           the share of valid observations
///     valid                  the same, over all observations
///
/// where SUBSET is expert, multiple_votes or disagreement.

#include <crowdvote/evaluate.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The figures of one run: the current one or an earlier one.
struct RunFigures {
  std::string strategy = {};  ///< SPEC, as in a comparison; empty where it does not matter
  std::size_t n_observations = 0;
  std::size_t n_valid = 0;
  std::optional<Evaluation> evaluation = std::nullopt;  ///< empty without a truth
};

/// The output of an earlier run: a summary (one run, without a strategy) or the JSON of a comparison (a run
/// for each strategy).
struct Baseline {
  std::string path;
  std::vector<RunFigures> runs;
  std::string summary_strategy =
      {};  ///< name of the strategy that a summary belongs to; empty if the file does not say

  /// The run to compare with: that of the same strategy, otherwise the only run without a strategy. Throws
  /// InputError, which lists the strategies in the file, if there is neither.
  [[nodiscard]] const RunFigures& run_for(std::string_view strategy) const;
};

/// How far figures may fall.
class DropLimits {
 public:
  /// \param of_all limit for figures without one of their own; throws OptionError unless it is in [0, 1]
  explicit DropLimits(double of_all = 0);

  /// \param figure a name as above ("disagreement.accuracy"), or one without a subset ("accuracy") for all
  ///        subsets
  /// Throws OptionError if there is no such figure or the limit is not in [0, 1].
  void set(std::string_view figure, double limit);

  /// The most specific limit that applies. \param figure a full name
  [[nodiscard]] double of(std::string_view figure) const;

 private:
  double of_all_;
  std::map<std::string, double, std::less<>> of_figure_;
};

/// A figure that is below the baseline's by more than its limit, or that is missing now.
struct Fall {
  std::string figure;
  double baseline = 0;
  std::optional<double> now;  ///< empty: only the baseline has the figure
  double max_drop = 0;
  std::optional<Interval> baseline_ci;
  std::optional<Interval> now_ci;

  [[nodiscard]] std::optional<double> drop() const;
  /// Whether the 95 % intervals have a point in common; empty where one of them is not known.
  [[nodiscard]] std::optional<bool> intervals_overlap() const;
};

/// The figures that fell by more than their limit, in the order above, with a tolerance of 1e-9 for rounding.
[[nodiscard]] std::vector<Fall> find_falls(const RunFigures& now, const RunFigures& baseline,
                                           const DropLimits& limits);

/// A table with one row per fall, headed by what is compared; ends with a line break. Empty if nothing fell.
[[nodiscard]] std::string format_falls(std::span<const Fall> falls, const RunFigures& now,
                                       const Baseline& baseline);

}  // namespace crowdvote
