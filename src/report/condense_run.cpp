#include "report/condense_tables.hpp"
#include <crowdvote/report.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// Where the weight function's curve ends: a little behind the n from which a user is self-validating.
constexpr std::uint32_t kFewestCurvePoints = 20;
constexpr std::uint32_t kMostCurvePoints = 100;

/// Bins of equal width in log(1 + weight), so that newcomers and experts both can be seen.
std::vector<WeightBin> bin_weights(std::span<const double> weight,
                                   std::span<const std::uint32_t> votes_of_user) {
  if (weight.empty()) return {};
  const auto [least, most] = std::minmax_element(weight.begin(), weight.end());
  const double first = std::log1p(*least < *most ? *least : 0.0);
  const double last = std::max(std::log1p(*most), first + kEpsilon);
  const double width = (last - first) / static_cast<double>(kReportWeightBins);

  std::vector<WeightBin> bins(kReportWeightBins);
  for (std::size_t b = 0; b < bins.size(); ++b) {
    bins[b].low = std::expm1(first + width * static_cast<double>(b));
    bins[b].high = std::expm1(first + width * static_cast<double>(b + 1));
  }
  for (std::size_t u = 0; u < weight.size(); ++u) {
    const double place = (std::log1p(weight[u]) - first) / width;
    WeightBin& bin = bins[std::min(static_cast<std::size_t>(std::max(place, 0.0)), bins.size() - 1)];
    ++bin.users;
    bin.votes += votes_of_user[u];
  }
  return bins;
}

/// f(n) from n = 0 to where it has passed theta_conf by half, or further if users have come further.
std::vector<WeightOfCount> trace_weight_function(const PlantnetOptions& options,
                                                 std::span<const std::uint32_t> n_species) {
  std::vector<std::size_t> users_of_count(kMostCurvePoints + 1);
  for (const std::uint32_t n : n_species) ++users_of_count[std::min(n, kMostCurvePoints)];
  const auto is_validating = [theta = effective_theta_conf(options)](double weight) {
    return weight > theta + kEpsilon;
  };

  std::vector<WeightOfCount> curve;
  std::uint32_t last = kMostCurvePoints;
  for (std::uint32_t n = 0; n <= last; ++n) {
    curve.push_back({.n = n, .weight = plantnet_weight(n, options), .users = users_of_count[n]});
    if (last == kMostCurvePoints && is_validating(curve.back().weight)) {
      last = std::clamp(2 * n, kFewestCurvePoints, kMostCurvePoints - 1);
    }
  }
  return curve;
}

void condense_users(ReportRun& run, const RunOutcome& outcome) {
  const UserEstimates& users = outcome.consensus.users;
  const std::vector<std::uint32_t> votes_of_user = outcome.votes.votes_per_user();
  run.weight_bins = bin_weights(users.weight, votes_of_user);
  run.self_validating_above = users.self_validating_above;
  for (std::size_t u = 0; u < users.weight.size(); ++u) {
    if (!is_self_validating(users.weight[u], users)) continue;
    ++run.n_self_validating;
    run.votes_of_self_validating += votes_of_user[u];
  }
  run.influential_users = find_influential_users(outcome, votes_of_user, kReportRows);
  if (outcome.plantnet) run.weight_function = trace_weight_function(*outcome.plantnet, users.n_species);
  if (outcome.consensus.ai && !outcome.consensus.ai->weight.empty()) {
    run.ai_weight = outcome.consensus.ai->weight.front();
  }
}

}  // namespace

ReportRun condense_run(const RunOutcome& outcome, const CrowdData& data) {
  const Consensus& consensus = outcome.consensus;
  ReportRun run;
  run.name = outcome.name;
  run.options = outcome.options;
  run.seconds = outcome.seconds;
  run.evaluation = outcome.evaluation;
  run.reliability = outcome.reliability;
  run.n_observations = data.observations.size();
  run.n_labelled = consensus.label.size() - static_cast<std::size_t>(std::count(
                                                consensus.label.begin(), consensus.label.end(), kNoLabel));
  run.n_valid = consensus.n_valid();
  run.n_ties = consensus.n_ties;
  run.iterations = consensus.iterations;
  run.converged = consensus.converged;
  run.cycle_length = consensus.cycle_length;
  run.rounds = consensus.rounds;
  run.contested = find_contested_observations(outcome, kReportRows);
  condense_users(run, outcome);
  return run;
}

}  // namespace crowdvote
