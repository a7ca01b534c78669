#include "simulation/check_ranges.hpp"
#include "simulation/published.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Used if CrowdSWE's share would leave too few observations to measure anything: about as many per expert as
/// there.
constexpr double kSmallestExpertSubset = 1200;
constexpr double kLargestExpertShare = 0.4;
constexpr std::uint64_t kFewestExperts = 4;
constexpr std::uint64_t kUsersAnExpert = 10;  ///< at most one of this many users is an expert

std::uint64_t rounded(double x) { return static_cast<std::uint64_t>(std::llround(x)); }

void check_against_each_other(const SimulationSizes& sizes) {
  if (sizes.users > sizes.observations) {
    throw OptionError(fmt::format("{} users cannot each make one of {} observations: ask for fewer users",
                                  sizes.users, sizes.observations));
  }
  if (sizes.experts >= sizes.users) {
    throw OptionError(
        fmt::format("{} experts among {} users: there must be others too", sizes.experts, sizes.users));
  }
  if (sizes.expert_observations < sizes.experts || sizes.expert_observations > sizes.observations / 2) {
    throw OptionError(
        fmt::format("{} observations with a vote of {} experts: expected at least one each and at "
                    "most half of the {} observations",
                    sizes.expert_observations, sizes.experts, sizes.observations));
  }
}

}  // namespace

SimulationSizes simulation_sizes(const SimulationOptions& given) {
  SimulationOptions options = given;
  visit_options(simulation::CheckRange{}, options);
  visit_options(simulation::CheckRange{}, options.shape);

  const auto n = static_cast<double>(options.observations);
  const double scale = n / kCrowdSwe.observations;
  SimulationSizes sizes{};
  sizes.observations = options.observations;
  sizes.users = options.users.value_or(std::max<std::uint64_t>(1, rounded(kCrowdSwe.users * scale)));
  sizes.species = options.species.value_or(rounded(kCrowdSwe.species));
  const std::uint64_t most_experts = sizes.users / kUsersAnExpert;
  sizes.experts = options.experts.value_or(
      std::min(most_experts, std::max(kFewestExperts, rounded(kCrowdSwe.experts * scale))));
  const double at_least = std::min(kSmallestExpertSubset, kLargestExpertShare * n);
  sizes.expert_observations = options.expert_observations.value_or(
      sizes.experts == 0
          ? 0
          : std::max(sizes.experts, rounded(std::max(at_least, kCrowdSwe.expert_observations * scale))));
  check_against_each_other(sizes);
  return sizes;
}

}  // namespace crowdvote
