#include "report/condense_models.hpp"
#include "report/condense_tables.hpp"
#include <crowdvote/explain.hpp>
#include <crowdvote/report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// log(1 + x), continued below 0 so that f(-x) = -f(x), and its inverse.
double signed_log1p(double x) { return std::copysign(std::log1p(std::abs(x)), x); }
double signed_expm1(double x) { return std::copysign(std::expm1(std::abs(x)), x); }

struct WeightRange {
  double least;
  double most;

  /// Apart from rounding errors of sums.
  [[nodiscard]] bool is_one_weight() const {
    return most - least <= kEpsilon * std::max(1.0, std::abs(most));
  }
};

/// The range of the users' weights; nothing if no user has one.
std::optional<WeightRange> range_of(std::span<const double> weight) {
  std::optional<WeightRange> range;
  for (const double w : weight) {
    if (std::isnan(w)) continue;
    range = range ? WeightRange{std::min(range->least, w), std::max(range->most, w)} : WeightRange{w, w};
  }
  return range;
}

/// Bins of equal width in log(1 + weight), so that both newcomers and experts are visible. Weights may be
/// negative; users without a weight are left out. REQUIRES: the weights are not all equal
std::vector<WeightBin> bin_weights(const WeightRange& range, std::span<const double> weight,
                                   std::span<const std::uint32_t> votes_of_user) {
  const double first = signed_log1p(range.least);
  const double last = signed_log1p(range.most);
  const double width = (last - first) / static_cast<double>(kReportWeightBins);

  std::vector<WeightBin> bins(kReportWeightBins);
  for (std::size_t b = 0; b < bins.size(); ++b) {
    bins[b].low = signed_expm1(first + width * static_cast<double>(b));
    bins[b].high = signed_expm1(first + width * static_cast<double>(b + 1));
  }
  for (std::size_t u = 0; u < weight.size(); ++u) {
    if (std::isnan(weight[u])) continue;
    const double place = (signed_log1p(weight[u]) - first) / width;
    WeightBin& bin = bins[std::min(static_cast<std::size_t>(std::max(place, 0.0)), bins.size() - 1)];
    ++bin.users;
    bin.votes += votes_of_user[u];
  }
  return bins;
}

void condense_users(ReportRun& run, const RunOutcome& outcome, const CrowdData& data) {
  const Consensus& consensus = outcome.consensus;
  const std::vector<std::uint32_t> votes_of_user = outcome.input.votes.votes_per_user();
  // Excludes the AI's row.
  const std::span<const double> weights =
      consensus.weights().first(std::min(consensus.weights().size(), votes_of_user.size()));
  if (const auto range = range_of(weights)) {
    if (range->is_one_weight()) {
      run.equal_weight = range->most;
    } else {
      run.weight_bins = bin_weights(*range, weights, votes_of_user);
    }
  }
  const auto self_validating = consensus.users.values<std::uint8_t>(kSelfValidatingColumn);
  if (!self_validating.empty()) run.self_validating_above = consensus.validity.theta_conf;
  for (std::size_t u = 0; u < std::min(self_validating.size(), votes_of_user.size()); ++u) {
    if (self_validating[u] == 0) continue;
    ++run.n_self_validating;
    run.votes_of_self_validating += votes_of_user[u];
  }
  run.influential_users = find_influential_users(outcome, votes_of_user, kReportRows);
  run.skill_spread = spread_of_skills(consensus.users.values<double>(kSkillColumn), votes_of_user);
  condense_confusion(run, outcome, data, votes_of_user);
  run.weight_function = consensus.weight_function;
  if (consensus.ai_is_user) run.ai_weight = consensus.ai.weight;
}

}  // namespace

void add_tests(std::span<ReportRun> runs, const Comparison& comparison) {
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const ComparedRun& compared = comparison.runs[r];
    if (compared.against_reference) runs[r].against = {compared.reference, *compared.against_reference};
  }
}

CopiesShown find_copies(const AggregationInput& input, const Consensus& consensus,
                        const StrategyOptions& strategy, const RunControl& control) {
  CopiesShown copies{.found = find_copying(input.votes, input.author_of_observation, {}, control)};
  if (copies.found.empty()) return copies;
  copies.n_labels_changed =
      count_labels_changed_without(copies.found.users(), input, consensus, strategy, control);
  return copies;
}

ReportRun condense_run(const RunOutcome& outcome, const CrowdData& data) {
  const Consensus& consensus = outcome.consensus;
  ReportRun run;
  run.name = outcome.name;
  run.options = outcome.options;
  run.seconds = outcome.seconds;
  run.evaluation = outcome.evaluation;
  run.calibration = outcome.calibration;
  run.n_observations = data.observations.size();
  run.n_labelled = consensus.label.size() - static_cast<std::size_t>(std::count(
                                                consensus.label.begin(), consensus.label.end(), kNoLabel));
  run.n_valid = consensus.n_valid();
  run.diagnostics = consensus.diagnostics;
  run.contested = find_contested_observations(outcome, kReportRows);
  run.confused_labels = find_confused_labels(outcome, data, kReportConfusedLabels);
  run.difficult = find_difficult_observations(outcome, kReportRows);
  condense_users(run, outcome, data);
  return run;
}

}  // namespace crowdvote
