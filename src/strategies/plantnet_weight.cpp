#include <crowdvote/strategies/plantnet.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote {

double effective_theta_conf(const PlantnetOptions& options) {
  if (options.theta_conf) return *options.theta_conf;
  switch (options.weight_function) {
    case WeightFunction::current:
      return 2;
    case WeightFunction::linear:
      return 8.75;
    case WeightFunction::sqrt:
      return 3.6;
    case WeightFunction::power075:
      return 5.5;
    case WeightFunction::square:
      return 64.75;
    case WeightFunction::log:
      return 2.82;
  }
  return 2;
}

double plantnet_weight(double n, const PlantnetOptions& options) {
  const double gamma = options.gamma;
  if (n == 0) return gamma;  // as the formula gives, except if an exponent is 0
  switch (options.weight_function) {
    case WeightFunction::current:
      return std::pow(n, options.alpha) - std::pow(n, options.beta) + gamma;
    case WeightFunction::linear:
      return n + gamma;
    case WeightFunction::sqrt:
      return std::sqrt(n) + gamma;
    case WeightFunction::power075:
      return std::pow(n, 0.75) + gamma;
    case WeightFunction::square:
      return n * n + gamma;
    case WeightFunction::log:
      return std::log(std::max(n, 1.0)) + gamma;
  }
  return gamma;
}

Range ai_weight_bounds(const PlantnetOptions& options) {
  const double theta_conf = effective_theta_conf(options);
  return {theta_conf * (1 - options.theta_acc) / options.theta_acc, theta_conf};
}

void fill_defaults(PlantnetOptions& options) {
  options.theta_conf = effective_theta_conf(options);
  options.ai_strategy = options.ai_strategy.value_or(AiStrategy::ignore);
}

std::vector<Advice> advice_on(const PlantnetOptions& options) {
  const AiStrategy strategy = options.ai_strategy.value_or(AiStrategy::ignore);
  if (strategy == AiStrategy::ignore || strategy == AiStrategy::user) return {};
  const Range bounds = ai_weight_bounds(options);
  if (options.ai_weight > bounds.lowest && options.ai_weight < bounds.highest) return {};
  return {{fmt::format(
               "the AI's weight {} is not between {:.4g} and {:.4g}: below, it cannot overrule a newcomer; "
               "above, it validates alone",
               options.ai_weight, bounds.lowest, bounds.highest),
           "ai-weight"}};
}

}  // namespace crowdvote
