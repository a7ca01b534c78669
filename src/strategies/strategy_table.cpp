#include "strategies/option_fields.hpp"
#include "strategies/side_inputs.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

template <class Flags>
using NamedFlag = std::pair<bool Flags::*, std::string_view>;

constexpr std::array kInputNames{NamedFlag<SideInputs>{&SideInputs::authors, "authors"},
                                 NamedFlag<SideInputs>{&SideInputs::ai_votes, "AI votes"},
                                 NamedFlag<SideInputs>{&SideInputs::ai_scores, "AI scores"},
                                 NamedFlag<SideInputs>{&SideInputs::ai_label_scores, "AI label scores"},
                                 NamedFlag<SideInputs>{&SideInputs::weights, "weights"},
                                 NamedFlag<SideInputs>{&SideInputs::gold, "gold"}};
constexpr std::array kOutputNames{
    NamedFlag<StrategyOutputs>{&StrategyOutputs::weight, "weight"},
    NamedFlag<StrategyOutputs>{&StrategyOutputs::skill, "skill"},
    NamedFlag<StrategyOutputs>{&StrategyOutputs::probabilities, "probabilities"},
    NamedFlag<StrategyOutputs>{&StrategyOutputs::confusion, "confusion"},
    NamedFlag<StrategyOutputs>{&StrategyOutputs::objective, "objective"}};

template <class Flags, std::size_t n>
std::vector<std::string_view> names_of_true(const Flags& flags, const std::array<NamedFlag<Flags>, n>& all) {
  std::vector<std::string_view> names;
  for (const auto& [is, name] : all) {
    if (flags.*is) names.push_back(name);
  }
  return names;
}

template <class... Options>
std::array<StrategyInfo, sizeof...(Options)> rows_of(const std::variant<Options...>& /*any*/) {
  return {StrategyInfo{Options::kDescription, Options{}}...};
}

std::vector<std::string> option_names(const StrategyOptions& options) {
  std::vector<std::string> names;
  for (OptionDescription& option : describe_options(options)) names.push_back(std::move(option.name));
  return names;
}

/// "dawid-skene" for "Dawid_Skene".
std::string with_plain_spelling(std::string_view name) {
  std::string plain(name);
  for (char& c : plain) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return plain;
}

/// " Did you mean 'x'?" or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  const auto nearest = nearest_word(word, words);
  return nearest ? fmt::format(" Did you mean '{}'?", *nearest) : std::string{};
}

OptionError unknown_option(const StrategyOptions& options, std::string_view name) {
  const std::vector<std::string> others = strategies_with_option(name);
  std::string text = fmt::format("strategy {} has no option '{}'", strategy_of(options).name(), name);
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

/// Throws OptionError, with the strategies that take any number of labels, if the votes have too many.
void check_number_of_labels(const AggregationInput& input, const StrategyDescription& description) {
  if (description.most_labels == 0) return;
  const std::size_t n_labels = count_voted_labels(input.votes);
  if (n_labels <= description.most_labels) return;
  const std::vector<std::string> others =
      strategies_that([](const StrategyInfo& other) { return other.description.most_labels == 0; });
  throw OptionError(
      fmt::format("the strategy {} takes votes for {} labels at most, and there are {} labels in the votes; "
                  "the strategies for any number of labels are {}",
                  description.name, description.most_labels, n_labels, fmt::join(others, ", ")));
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

SideInputs operator|(const SideInputs& a, const SideInputs& b) {
  SideInputs either;
  for (const auto& [is, name] : kInputNames) either.*is = a.*is || b.*is;
  return either;
}

std::vector<std::string_view> names_of(const SideInputs& inputs) {
  return names_of_true(inputs, kInputNames);
}
std::vector<std::string_view> names_of(const StrategyOutputs& outputs) {
  return names_of_true(outputs, kOutputNames);
}

std::span<const StrategyInfo> strategies() {
  static const auto rows = rows_of(StrategyOptions{});
  return rows;
}

std::vector<std::string> strategies_that(const std::function<bool(const StrategyInfo&)>& hold) {
  std::vector<std::string> names;
  for (const StrategyInfo& strategy : strategies()) {
    if (!hold || hold(strategy)) names.emplace_back(strategy.name());
  }
  return names;
}

std::vector<std::string> strategies_with_option(std::string_view option) {
  return strategies_that([&](const StrategyInfo& strategy) {
    const std::vector<std::string> names = option_names(strategy.defaults);
    return std::find(names.begin(), names.end(), option) != names.end();
  });
}

const StrategyInfo& find_strategy(std::string_view name) {
  const auto all = strategies();
  const std::string plain = with_plain_spelling(name);
  const auto found = std::find_if(all.begin(), all.end(), [&](const StrategyInfo& info) {
    const auto& aliases = info.description.aliases;
    return !plain.empty() &&
           (info.name() == plain || std::find(aliases.begin(), aliases.end(), plain) != aliases.end());
  });
  if (found != all.end()) return *found;
  const auto names = strategies_that();
  throw OptionError(fmt::format("there is no strategy '{}'.{} The strategies are {}", name,
                                suggestion(name, names), fmt::join(names, ", ")));
}

const StrategyInfo& strategy_of(const StrategyOptions& options) { return strategies()[options.index()]; }

std::vector<OptionDescription> describe_options(const StrategyOptions& options) {
  StrategyOptions copy = options;
  const std::vector<OptionField> fields = option_fields(copy);
  return {fields.begin(), fields.end()};
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
  std::vector<std::pair<std::string, std::string>> values;
  for (OptionDescription& option : describe_options(options)) {
    if (!option.default_value.empty()) {
      values.emplace_back(std::move(option.name), std::move(option.default_value));
    }
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

std::vector<std::pair<std::string, std::string>> applied_options(const StrategyOptions& options) {
  std::vector<std::pair<std::string, std::string>> applied;
  for (OptionDescription& option : describe_options(with_defaults_filled(options))) {
    applied.emplace_back(std::move(option.name),
                         option.default_value.empty() ? "not set" : std::move(option.default_value));
  }
  return applied;
}

std::vector<Advice> advice_on_strategy(const StrategyOptions& options) {
  return std::visit([](const auto& of_strategy) { return advice_on(of_strategy); }, options);
}

Consensus aggregate(const AggregationInput& given, const StrategyOptions& options,
                    const RunControl& control) {
  check_input(given);
  AggregationInput input = given;
  // For a strategy that does not use gold, labels that occur only in gold do not exist.
  if (!inputs_taken_by(options).gold) input.gold_of_observation = {};
  check_model(input, options);
  check_needed_inputs(input, options);
  check_number_of_labels(input, strategy_of(options).description);
  Consensus consensus =
      std::visit([&](const auto& of_strategy) { return run_strategy(input, of_strategy, control); }, options);
  if (input.ties == TieRule::undefined) leave_ties_undefined(input, control, consensus);
  judge_validity(input.votes, control, consensus);
  if (input.wants_probabilities && !consensus.probabilities) {
    take_shares_for_probabilities(input, control, consensus);
  }
  return consensus;
}

}  // namespace crowdvote
