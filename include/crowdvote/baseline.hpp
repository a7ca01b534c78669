#pragma once

/// Whether a run has fallen below an earlier one, for example to guard a nightly job.
///
/// The figures that are compared are better when they are higher. Their names:
///
///     SUBSET.accuracy        SUBSET.label_accuracy  SUBSET.valid_accuracy  SUBSET.macro_precision
///     SUBSET.macro_recall    SUBSET.classes_kept
///     SUBSET.valid           the share of valid observations
///     valid                  the same over the whole data
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

/// The figures of one run, now or then.
struct RunFigures {
  std::string strategy = {};  ///< SPEC, as in a comparison; empty where it does not matter
  std::size_t n_observations = 0;
  std::size_t n_valid = 0;
  std::optional<Evaluation> evaluation = std::nullopt;  ///< empty without a truth
};

/// What an earlier run wrote: a summary (one run without a strategy), or the JSON of a comparison (a run for
/// each strategy).
struct Baseline {
  std::string path;
  std::vector<RunFigures> runs;
  std::string summary_strategy =
      {};  ///< name of the one that a summary is of; empty where the file does not say

  /// The run to compare with: that of the same strategy, else the only one without. Throws InputError, with
  /// the strategies there are, if there is none.
  [[nodiscard]] const RunFigures& run_for(std::string_view strategy) const;
};

/// How far figures may fall.
class DropLimits {
 public:
  /// \param of_all for figures without a limit of their own; throws OptionError unless it is in [0, 1]
  explicit DropLimits(double of_all = 0);

  /// \param figure a name as above ("disagreement.accuracy"), or without the subset ("accuracy"): on all
  /// subsets Throws OptionError if there is no such figure, or the limit is not in [0, 1].
  void set(std::string_view figure, double limit);

  /// The most specific limit. \param figure a full name
  [[nodiscard]] double of(std::string_view figure) const;

 private:
  double of_all_;
  std::map<std::string, double, std::less<>> of_figure_;
};

/// A figure that is below the baseline's by more than its limit, or that is missing now.
struct Fall {
  std::string figure;
  double baseline = 0;
  std::optional<double> now;  ///< empty: the baseline has the figure and this run has not
  double max_drop = 0;
  std::optional<Interval> baseline_ci;
  std::optional<Interval> now_ci;

  [[nodiscard]] std::optional<double> drop() const;
  /// Whether the 95 % intervals have a point in common; empty where one of them is not known.
  [[nodiscard]] std::optional<bool> intervals_overlap() const;
};

/// The figures that fell by more than their limit, in the order above. "More" leaves 1e-9 for rounding.
[[nodiscard]] std::vector<Fall> find_falls(const RunFigures& now, const RunFigures& baseline,
                                           const DropLimits& limits);

/// A table with one row per fall; what is compared is said above it. Empty where nothing fell. Ends with a
/// line break.
[[nodiscard]] std::string format_falls(std::span<const Fall> falls, const RunFigures& now,
                                       const Baseline& baseline);

}  // namespace crowdvote
