#include "cli/check_options.hpp"

#include "cli/messages.hpp"
#include <crowdvote/errors.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

std::string ai_choices() {
  std::vector<std::string> words;
  for (const auto& choice : Choices<AiStrategy>::values) words.emplace_back(choice.word);
  return one_of(words);
}

std::string ai_files(const InputPaths& paths) {
  if (paths.ai_votes && paths.ai_scores) return "--ai-votes and --ai-scores";
  return paths.ai_votes ? "--ai-votes" : "--ai-scores";
}

void check_ai_files(const ChosenStrategy& strategy, const InputPaths& paths) {
  const bool has_files = paths.ai_votes || paths.ai_scores;
  const AiStrategy* ai = strategy.ai_strategy();
  if (has_files && ai == nullptr) {
    throw OptionError(fmt::format(
        "the strategy {} knows no AI: leave out {}, or choose --strategy plantnet with --ai-strategy {}",
        strategy.name(), ai_files(paths), ai_choices()));
  }
  if (has_files && !strategy.was_given("ai-strategy")) {
    throw OptionError(fmt::format("{} needs --ai-strategy, which says how the AI takes part: {}",
                                  ai_files(paths), ai_choices()));
  }
}

void check_confident(const ChosenStrategy& strategy, const InputPaths& paths) {
  const AiStrategy* ai = strategy.ai_strategy();
  if (ai != nullptr && *ai == AiStrategy::confident && !paths.ai_votes && !paths.ai_scores) {
    throw OptionError(
        "--ai-strategy confident needs the AI's scores: give --ai-scores FILE, or --ai-votes FILE with a "
        "column score");
  }
}

bool takes_weights(const ChosenStrategy& strategy) {
  return std::holds_alternative<WmvOptions>(strategy.options);
}

void check_weights(const ChosenStrategy& strategy, const InputPaths& paths) {
  if (takes_weights(strategy) && !paths.weights && !strategy.was_given("default-weight")) {
    throw OptionError(
        "the strategy wmv needs the users' weights: give --weights FILE, or --default-weight NUM for users "
        "of one weight");
  }
}

void warn_of_ai_weight(const StrategyOptions& options) {
  const auto* plantnet = std::get_if<PlantnetOptions>(&options);
  if (plantnet == nullptr || plantnet->ai_strategy == AiStrategy::ignore ||
      plantnet->ai_strategy == AiStrategy::user) {
    return;
  }
  const Range bounds = ai_weight_bounds(*plantnet);
  if (plantnet->ai_weight > bounds.lowest && plantnet->ai_weight < bounds.highest) return;
  spdlog::warn(
      "the AI's weight {} is not between {:.4g} and {:.4g}: below, it cannot overrule a newcomer; above, it "
      "validates alone. --ai-weight sets it",
      plantnet->ai_weight, bounds.lowest, bounds.highest);
}

}  // namespace

void check_strategy_inputs(const ChosenStrategy& strategy, const InputPaths& paths) {
  check_ai_files(strategy, paths);
  check_confident(strategy, paths);
  check_weights(strategy, paths);
  if (paths.weights && !takes_weights(strategy)) {
    throw OptionError(
        fmt::format("--weights is for the strategy wmv, and {} finds its weights itself: leave it out, or "
                    "choose --strategy wmv",
                    strategy.name()));
  }
  warn_of_ai_weight(strategy.options);
}

void check_compared_inputs(const std::vector<ChosenStrategy>& strategies, const InputPaths& paths) {
  bool uses_ai = false;
  bool uses_weights = false;
  for (const ChosenStrategy& strategy : strategies) {
    check_confident(strategy, paths);
    check_weights(strategy, paths);
    warn_of_ai_weight(strategy.options);
    uses_ai = uses_ai || strategy.was_given("ai-strategy");
    uses_weights = uses_weights || takes_weights(strategy);
  }
  if ((paths.ai_votes || paths.ai_scores) && !uses_ai) {
    throw OptionError(
        fmt::format("{} is given, and no strategy says how the AI takes part: name one like "
                    "plantnet:ai-strategy=fixed ({})",
                    ai_files(paths), ai_choices()));
  }
  if (paths.weights && !uses_weights) {
    throw OptionError("--weights is for the strategy wmv, which is not compared: name it, or leave them out");
  }
}

void warn_of_ignored_ai(const CrowdData& data, const ChosenStrategy& strategy, const InputOptions& inputs) {
  const std::size_t n_votes = data.counts.ai_votes_in_votes_file;
  if (n_votes == 0 || strategy.was_given("ai-strategy")) return;
  const std::string ways_out =
      strategy.ai_strategy() != nullptr
          ? fmt::format("--ai-strategy says how they take part ({})", ai_choices())
          : fmt::format("{} knows no AI; --strategy plantnet with --ai-strategy does", strategy.name());
  spdlog::warn(
      "{} holds {} of the AI ('{}'), ignored here: {}; --ai-user names another user, if '{}' is none",
      inputs.paths.votes, count_of(n_votes, "vote"), inputs.read.ai_user, ways_out, inputs.read.ai_user);
}

}  // namespace crowdvote::cli
