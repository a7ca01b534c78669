#include "strategies/side_inputs.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// One kind of input: whether it is given, taken and needed, and what a user can do about it.
struct InputKind {
  bool SideInputs::*is;
  std::string_view noun;
  std::string_view name;  ///< the key by which a front end names it
  WayOut give;
};

/// Authors are not among them, because they may be given to any strategy, even if it does not use them.
constexpr std::array kInputKinds{
    InputKind{&SideInputs::ai_votes, "votes of an AI", "ai-votes", WayOut::give_ai_votes},
    InputKind{&SideInputs::ai_scores, "scores of an AI", "ai-scores", WayOut::give_ai_scores},
    InputKind{&SideInputs::ai_label_scores, "scores of an AI for labels", "ai-scores",
              WayOut::give_ai_label_scores},
    InputKind{&SideInputs::weights, "weights of users", "weights", WayOut::give_weights},
    InputKind{&SideInputs::gold, "gold labels", "gold", WayOut::give_gold},
};

SideInputs needed_by(const StrategyOptions& options) {
  return std::visit([](const auto& of_strategy) { return needed_inputs(of_strategy); }, options);
}

/// How the AI takes part; empty if the strategy does not use an AI or the option is not set.
std::optional<std::string> ai_choice(const StrategyOptions& options) {
  const std::string_view ai_option = strategy_of(options).description.ai_option;
  for (const auto& [name, text] : option_values(options)) {
    if (name == ai_option) return text;
  }
  return std::nullopt;
}

/// The first of the AI's inputs that is given; null if there is none.
const InputKind* given_of_ai(const SideInputs& given) {
  const auto* const found = std::find_if(kInputKinds.begin(), kInputKinds.end(), [&](const InputKind& kind) {
    const bool is_of_ai = kind.is == &SideInputs::ai_votes || kind.is == &SideInputs::ai_scores ||
                          kind.is == &SideInputs::ai_label_scores;
    return is_of_ai && given.*kind.is;
  });
  return found == kInputKinds.end() ? nullptr : found;
}

/// The values of the option for the part of the AI: "ignore, user or fixed".
std::string allowed_ai_choices(const StrategyInfo& strategy) {
  for (const OptionDescription& option : describe_options(strategy.defaults)) {
    if (option.name != strategy.description.ai_option) continue;
    const std::size_t last_comma = option.allowed.rfind(", ");
    return option.allowed.substr(0, last_comma) + " or " + option.allowed.substr(last_comma + 2);
  }
  return {};
}

std::vector<std::string> users_of(const InputKind& kind) {
  return strategies_that([&](const StrategyInfo& strategy) { return strategy.description.takes.*kind.is; });
}

/// "the strategy plantnet, with ai-strategy confident, needs scores of an AI"
OptionError missing_input(const StrategyOptions& options, const InputKind& kind) {
  const StrategyDescription& description = strategy_of(options).description;
  const auto choice = ai_choice(options);
  const std::string with_choice = choice ? fmt::format(", with {} {},", description.ai_option, *choice) : "";
  return OptionError(fmt::format("the strategy {}{} needs {}", description.name, with_choice, kind.noun),
                     {kind.give});
}

OptionError unused_input(const StrategyOptions& options, const InputKind& kind) {
  return OptionError(fmt::format("the strategy {} does not use {}", strategy_of(options).name(), kind.noun),
                     {WayOut::leave_out, std::string(kind.name), users_of(kind)});
}

/// The given inputs, without those that the strategy does not use.
SideInputs taken_of(const StrategyOptions& options, SideInputs given) {
  for (const InputKind& kind : kInputKinds) {
    if (!(inputs_taken_by(options).*kind.is)) given.*kind.is = false;
  }
  return given;
}

/// Whether it is clear how the AI takes part: the option is set, or the strategy has only one way.
bool is_ai_choice_made(const StrategyOptions& options) {
  const SideInputs taken = inputs_taken_by(options);
  const bool uses_ai = taken.ai_votes || taken.ai_scores;
  return (uses_ai && strategy_of(options).description.ai_option.empty()) || ai_choice(options);
}

/// Files of an AI do not say how much its votes count, so the option has to be set. Throws OptionError if it
/// is not.
void check_ai_choice(const StrategyOptions& options, const SideInputs& given) {
  const StrategyInfo& strategy = strategy_of(options);
  const InputKind* const kind = given_of_ai(given);
  if (kind == nullptr || is_ai_choice_made(options)) return;
  const std::string option(strategy.description.ai_option);
  throw OptionError(fmt::format("{} are given, and {}, which says how they are used, is not; expected {}",
                                kind->noun, option, allowed_ai_choices(strategy)),
                    {WayOut::ai_strategy, option, {std::string(kind->name)}});
}

void check_compared_ai(std::span<const StrategyOptions> compared, const SideInputs& given) {
  const InputKind* const kind = given_of_ai(given);
  if (kind == nullptr || std::any_of(compared.begin(), compared.end(), is_ai_choice_made)) return;
  const StrategyInfo& example = find_strategy(users_of(*kind).front());
  throw OptionError(
      fmt::format(
          "{} are given, and none of the strategies says how they are used; name one like {}:{}={} ({})",
          kind->noun, example.name(), example.description.ai_option, example.description.ai_example,
          allowed_ai_choices(example)),
      {WayOut::leave_out, std::string(kind->name)});
}

/// The first kind of input that the strategy needs and does not have; null if there is none.
const InputKind* first_missing(const StrategyOptions& options, const SideInputs& given) {
  const SideInputs needed = needed_by(options);
  const auto* const found = std::find_if(kInputKinds.begin(), kInputKinds.end(), [&](const InputKind& kind) {
    return needed.*kind.is && !(given.*kind.is);
  });
  return found == kInputKinds.end() ? nullptr : found;
}

void check_needed(const StrategyOptions& options, const SideInputs& given) {
  const InputKind* const missing = first_missing(options, given);
  if (missing != nullptr) throw missing_input(options, *missing);
}

/// \param name the key by which a front end names the use of the model
void check_has_model(const StrategyOptions& options, std::string_view name) {
  const StrategyDescription& description = strategy_of(options).description;
  if (description.model.exists()) return;
  throw OptionError(
      fmt::format("what the strategy {} learns of users cannot be saved and used later", description.name),
      {WayOut::leave_out, std::string(name),
       strategies_that([](const StrategyInfo& other) { return other.description.model.exists(); })});
}

/// The inputs with all that may turn out to be given: the votes may contain those of an AI, and its scores
/// may be those of labels. aggregate() checks later whether they do.
SideInputs with_all_that_may_be_of_ai(SideInputs given) {
  given.ai_votes = true;
  given.ai_label_scores = given.ai_label_scores || given.ai_scores;
  return given;
}

}  // namespace

SideInputs inputs_taken_by(const StrategyOptions& options) {
  return std::visit([](const auto& of_strategy) { return taken_inputs(of_strategy); }, options);
}

SideInputs side_inputs_of(const AggregationInput& input) {
  return {.authors = !input.author_of_observation.empty(),
          .ai_votes = !input.ai_label_of_observation.empty(),
          .ai_scores = !input.ai_score_of_observation.empty(),
          .ai_label_scores = !input.ai_scores_of_labels.empty(),
          .weights = !input.weight_of_user.empty(),
          .gold = !input.gold_of_observation.empty()};
}

void check_side_inputs(const StrategyOptions& options, const SideInputs& given) {
  const SideInputs taken = inputs_taken_by(options);
  for (const InputKind& kind : kInputKinds) {
    if (given.*kind.is && !(taken.*kind.is)) throw unused_input(options, kind);
  }
  check_needed(options, with_all_that_may_be_of_ai(given));
  check_ai_choice(options, given);
}

bool has_what_it_needs(const StrategyOptions& options, const SideInputs& given) {
  if (inputs_taken_by(options).authors && !given.authors) return false;
  return first_missing(options, with_all_that_may_be_of_ai(given)) == nullptr;
}

void check_compared_inputs(std::span<const StrategyOptions> compared, const SideInputs& given) {
  for (const InputKind& kind : kInputKinds) {
    const bool is_used = std::any_of(compared.begin(), compared.end(), [&](const StrategyOptions& options) {
      return inputs_taken_by(options).*kind.is;
    });
    if (!(given.*kind.is) || is_used) continue;
    throw OptionError(fmt::format("none of the strategies uses {}", kind.noun),
                      {WayOut::leave_out, std::string(kind.name), users_of(kind)});
  }
  check_compared_ai(compared, given);
  for (const StrategyOptions& options : compared) check_needed(options, with_all_that_may_be_of_ai(given));
}

void check_gives_confusion(const StrategyOptions& options) {
  const StrategyDescription& description = strategy_of(options).description;
  if (description.gives.confusion) return;
  throw OptionError(fmt::format("the strategy {} does not learn how users confuse labels", description.name),
                    {WayOut::leave_out, "confusion", strategies_that([](const StrategyInfo& other) {
                       return other.description.gives.confusion;
                     })});
}

void check_gives_model(const StrategyOptions& options) { check_has_model(options, "save-model"); }

void check_uses_model(const StrategyOptions& options, const SideInputs& given) {
  check_has_model(options, "use-model");
  for (const InputKind& kind : kInputKinds) {
    if (!(given.*kind.is)) continue;
    if (!(inputs_taken_by(options).*kind.is)) throw unused_input(options, kind);
    throw OptionError(fmt::format("{} are given, and nothing is learnt where a model is used", kind.noun),
                      {WayOut::leave_out, std::string(kind.name)});
  }
}

void check_model(const AggregationInput& input, const StrategyOptions& options) {
  if (input.known) check_uses_model(options, taken_of(options, side_inputs_of(input)));
  if (input.wants_model) check_gives_model(options);
  if (input.known && input.wants_model) {
    throw OptionError("a model that is used is not learnt again, so there is none to save",
                      {WayOut::leave_out, "save-model"});
  }
}

void check_needed_inputs(const AggregationInput& input, const StrategyOptions& options) {
  if (input.votes.n_observations() == 0 || input.known) return;
  SideInputs given = side_inputs_of(input);
  given.weights = true;  // a user without one has the default weight
  check_needed(options, given);
}

}  // namespace crowdvote
