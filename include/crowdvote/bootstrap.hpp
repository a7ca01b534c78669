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
/// n observations, n are drawn with replacement and the figure is computed on the sample (over the classes
/// that occur in it). The interval runs from the 2.5th to the 97.5th percentile over the resamples,
/// interpolated linearly.
///
/// The numbers do not depend on the number of threads: each resample has its own random stream, keyed by
/// (seed, subset, resample). Observations with the same truth and prediction are drawn together, so a
/// resample costs one draw for each such pair rather than for each observation. Throws OptionError if
/// `resamples` is 0, and Cancelled.
///
/// Source: Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7.
void add_bootstrap_intervals(Evaluation& evaluation, const GradedLabels& graded,
                             const BootstrapOptions& options = {}, const RunControl& control = {});

}  // namespace crowdvote
