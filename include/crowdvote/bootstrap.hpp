#pragma once

/// Intervals of the macro averages, by resampling the observations.

#include <crowdvote/evaluate.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>

namespace crowdvote {

struct BootstrapOptions {
  std::size_t resamples = 1000;
  std::uint64_t seed = 0;
};

/// Fills macro_precision_ci and macro_recall_ci of every subset that has an observation: from each subset its
/// n observations are drawn n times with replacement, the figure is computed on what was drawn (over the
/// classes that occur there), and the interval lies between the 2.5 and 97.5 percentiles of the resamples,
/// interpolated linearly.
///
/// The same numbers for every number of threads: each resample has a random stream of its own, keyed by
/// (seed, subset, resample). Observations with the same truth and prediction are drawn together, so a
/// resample costs one draw for each such pair rather than for each observation. Throws OptionError if there
/// is no resample, Cancelled.
///
/// Source: Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7.
void add_bootstrap_intervals(Evaluation& evaluation, const GradedLabels& graded,
                             const BootstrapOptions& options = {}, const RunControl& control = {});

}  // namespace crowdvote
