#include "strategies/option_fields.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

template <class... Options>
std::array<StrategyInfo, sizeof...(Options)> rows_of(const std::variant<Options...>& /*any*/) {
  return {StrategyInfo{Options::kDescription, Options{}}...};
}

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const StrategyInfo& strategy : strategies()) names.emplace_back(strategy.name());
  return names;
}

std::vector<std::string> option_names(const StrategyOptions& options) {
  StrategyOptions copy = options;
  std::vector<std::string> names;
  for (const OptionField& field : option_fields(copy)) names.emplace_back(field.name);
  return names;
}

/// " Did you mean 'x'?" or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  const auto nearest = nearest_word(word, words);
  return nearest ? fmt::format(" Did you mean '{}'?", *nearest) : std::string{};
}

OptionError unknown_option(const StrategyOptions& options, std::string_view name) {
  const std::string_view strategy = strategy_of(options).name();
  std::vector<std::string_view> others;
  for (const StrategyInfo& other : strategies()) {
    const auto names = option_names(other.defaults);
    if (std::find(names.begin(), names.end(), name) != names.end()) others.push_back(other.name());
  }
  std::string text = fmt::format("strategy {} has no option '{}'", strategy, name);
  if (!others.empty()) text += fmt::format(" ({} has)", fmt::join(others, ", "));

  const auto names = option_names(options);
  if (names.empty()) return OptionError(fmt::format("{}: it has none", text));
  return OptionError(
      fmt::format("{}.{} Its options are {}", text, suggestion(name, names), fmt::join(names, ", ")));
}

OptionError bad_value(const StrategyOptions& options, const OptionField& field, std::string_view value) {
  const std::string_view kind = field.type == "NUM"   ? "a number, "
                                : field.type == "INT" ? "a whole number, "
                                                      : "";
  return OptionError(fmt::format("option '{}' of strategy {}: '{}' is not allowed; expected {}{}", field.name,
                                 strategy_of(options).name(), value, kind, field.allowed));
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

std::span<const StrategyInfo> strategies() {
  static const auto kRows = rows_of(StrategyOptions{});
  return kRows;
}

const StrategyInfo& find_strategy(std::string_view name) {
  const auto all = strategies();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const StrategyInfo& info) { return info.name() == name; });
  if (found != all.end()) return *found;
  const auto names = strategy_names();
  throw OptionError(fmt::format("there is no strategy '{}'.{} The strategies are {}", name,
                                suggestion(name, names), fmt::join(names, ", ")));
}

const StrategyInfo& strategy_of(const StrategyOptions& options) { return strategies()[options.index()]; }

std::vector<OptionDescription> describe_options(const StrategyOptions& options) {
  StrategyOptions copy = options;
  std::vector<OptionDescription> descriptions;
  for (const OptionField& field : option_fields(copy)) {
    descriptions.push_back({std::string(field.name), std::string(field.type), field.text(), field.allowed,
                            std::string(field.help)});
  }
  return descriptions;
}

void set_option(StrategyOptions& options, std::string_view name, std::string_view value) {
  for (const OptionField& field : option_fields(options)) {
    if (field.name != name) continue;
    if (!field.set(value)) throw bad_value(options, field, value);
    return;
  }
  throw unknown_option(options, name);
}

std::vector<std::pair<std::string, std::string>> option_values(const StrategyOptions& options) {
  StrategyOptions copy = options;
  std::vector<std::pair<std::string, std::string>> values;
  for (const OptionField& field : option_fields(copy)) {
    std::string text = field.text();
    if (!text.empty()) values.emplace_back(field.name, std::move(text));
  }
  return values;
}

StrategyOptions parse_strategy(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  StrategyOptions options = find_strategy(spec.substr(0, colon)).defaults;
  if (colon == std::string_view::npos) return options;

  std::vector<std::string_view> given;
  for (const std::string_view setting : split_at_commas(spec.substr(colon + 1))) {
    const std::size_t equals = setting.find('=');
    const std::string_view name = setting.substr(0, equals);
    if (name.empty()) {
      throw OptionError(fmt::format(
          "'{}': expected option=value after ':' and ',', as in plantnet:theta-acc=0.8,inclusive", spec));
    }
    if (std::find(given.begin(), given.end(), name) != given.end()) {
      throw OptionError(fmt::format("'{}': option '{}' is given twice; leave one out", spec, name));
    }
    given.push_back(name);
    set_option(options, name, equals == std::string_view::npos ? "" : setting.substr(equals + 1));
  }
  return options;
}

StrategyOptions with_defaults_filled(StrategyOptions options) {
  std::visit([](auto& of_strategy) { fill_defaults(of_strategy); }, options);
  return options;
}

std::vector<Advice> advice_on_strategy(const StrategyOptions& options) {
  return std::visit([](const auto& of_strategy) { return advice_on(of_strategy); }, options);
}

namespace {

/// One kind of input: whether it is there, taken and needed, and what a user can do about that.
struct InputKind {
  bool SideInputs::*is;
  std::string_view noun;
  WayOut give;
};

constexpr std::array kInputKinds{
    InputKind{&SideInputs::authors, "authors", WayOut::give_authors},
    InputKind{&SideInputs::ai_votes, "votes of an AI", WayOut::give_ai_votes},
    InputKind{&SideInputs::ai_scores, "scores of an AI", WayOut::give_ai_scores},
    InputKind{&SideInputs::weights, "weights of users", WayOut::give_weights},
    InputKind{&SideInputs::gold, "gold labels", WayOut::give_gold},
};

std::vector<std::string_view> names_of_takers(bool SideInputs::*is) {
  std::vector<std::string_view> names;
  for (const StrategyInfo& strategy : strategies()) {
    if (strategy.description.takes.*is) names.push_back(strategy.name());
  }
  return names;
}

}  // namespace

namespace {

/// An AI's files say nothing about how much its votes count: that has to be said.
void check_ai_option(const StrategyOptions& options, const SideInputs& given) {
  const StrategyDescription& description = strategy_of(options).description;
  if (description.ai_option.empty() || (!given.ai_votes && !given.ai_scores)) return;
  for (const OptionDescription& option : describe_options(options)) {
    if (option.name != description.ai_option || !option.default_value.empty()) continue;
    throw OptionError(fmt::format("an AI's votes or scores are given, and {} of {}, which says how they take part, "
                                  "is not; expected {}",
                                  option.name, description.name, option.allowed),
                      {WayOut::ai_strategy, option.name});
  }
}

}  // namespace

void check_side_inputs(const StrategyOptions& options, const SideInputs& given) {
  const StrategyDescription& description = strategy_of(options).description;
  const SideInputs needed =
      std::visit([](const auto& of_strategy) { return needed_inputs(of_strategy); }, options);
  for (const InputKind& kind : kInputKinds) {
    // Who made an observation is a fact about the data that no strategy is harmed by.
    if (given.*kind.is && !(description.takes.*kind.is) && kind.is != &SideInputs::authors) {
      throw OptionError(fmt::format("the strategy {} does not use {}; {} would", description.name, kind.noun,
                                    fmt::join(names_of_takers(kind.is), ", ")),
                        {WayOut::leave_out, std::string(kind.noun)});
    }
    if (needed.*kind.is && !(given.*kind.is)) {
      throw OptionError(fmt::format("the strategy {} needs {}", description.name, kind.noun), {kind.give, {}});
    }
  }
  check_ai_option(options, given);
}

void check_compared_inputs(std::span<const StrategyOptions> compared, const SideInputs& given) {
  for (const InputKind& kind : kInputKinds) {
    if (!(given.*kind.is) || kind.is == &SideInputs::authors) continue;
    const bool is_used = std::any_of(compared.begin(), compared.end(), [&](const StrategyOptions& options) {
      return strategy_of(options).description.takes.*kind.is;
    });
    if (is_used) continue;
    throw OptionError(fmt::format("none of the strategies uses {}; {} would", kind.noun,
                                  fmt::join(names_of_takers(kind.is), ", ")),
                      {WayOut::leave_out, std::string(kind.noun)});
  }
  for (const StrategyOptions& options : compared) {
    const StrategyDescription& description = strategy_of(options).description;
    SideInputs used = given;
    for (const InputKind& kind : kInputKinds) used.*kind.is = given.*kind.is && description.takes.*kind.is;
    // One of several strategies may well leave the AI out.
    used.ai_votes = used.ai_votes && std::visit([](const auto& o) { return needed_inputs(o); }, options).ai_votes;
    used.ai_scores = used.ai_scores && used.ai_votes;
    check_side_inputs(options, used);
  }
}

namespace {

/// Data without observations has nothing beside the votes either, and needs nothing.
void check_needed_inputs(const AggregationInput& input, const StrategyOptions& options) {
  if (input.votes.n_observations() == 0) return;
  const SideInputs needed =
      std::visit([](const auto& of_strategy) { return needed_inputs(of_strategy); }, options);
  const SideInputs given{.authors = !input.author_of_observation.empty(),
                         .ai_votes = !input.ai_label_of_observation.empty(),
                         .ai_scores = !input.ai_score_of_observation.empty(),
                         .weights = true,  // a user without one has the default weight
                         .gold = !input.gold_of_observation.empty()};
  for (const InputKind& kind : kInputKinds) {
    if (!(needed.*kind.is) || given.*kind.is) continue;
    throw OptionError(
        fmt::format("the strategy {} needs {}", strategy_of(options).name(), kind.noun), {kind.give, {}});
  }
}

}  // namespace

Consensus aggregate(const AggregationInput& input, const StrategyOptions& options,
                    const RunControl& control) {
  check_input(input);
  check_needed_inputs(input, options);
  Consensus consensus = std::visit(
      [&](const auto& of_strategy) { return run_strategy(input, of_strategy, control); }, options);
  judge_validity(consensus, control);
  if (input.wants_probabilities && !consensus.probabilities) {
    take_shares_for_probabilities(input, control, consensus);
  }
  return consensus;
}

}  // namespace crowdvote
