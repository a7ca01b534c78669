#include <crowdvote/compare.hpp>
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote {

namespace {

struct ValueRange {
  double from;
  double to;
  double step;
};

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// REQUIRES: the value contains "..".
ValueRange parse_range(std::string_view spec, std::string_view value) {
  const std::size_t dots = value.find("..");
  const std::size_t colon = std::min(value.find(':', dots), value.size());
  const auto from = parse_number(value.substr(0, dots));
  const auto to = parse_number(value.substr(dots + 2, colon - dots - 2));
  const auto step = parse_number(value.substr(std::min(colon + 1, value.size())));
  if (!from || !to || !step || *step <= 0 || *to < *from) {
    throw OptionError(fmt::format(
        "'{}': '{}' is not a range; expected from..to:step with from <= to and step > 0, as in 0.1..0.9:0.2",
        spec, value));
  }
  return {*from, *to, *step};
}

/// The values of a range as a user would write them: 0.3, not 0.30000000000000004.
std::vector<std::string> values_of(const ValueRange& range) {
  const double n_steps = std::floor((range.to - range.from) / range.step + kEpsilon);
  if (n_steps >= static_cast<double>(kMostRuns)) {
    throw OptionError(fmt::format("the range {}..{}:{} has {} values; a comparison has at most {} runs",
                                  range.from, range.to, range.step, n_steps + 1, kMostRuns));
  }
  std::vector<std::string> values;
  for (int i = 0; i <= static_cast<int>(n_steps); ++i) {
    values.push_back(fmt::format("{:.12g}", range.from + i * range.step));
  }
  return values;
}

/// One text for every value of the first range in `text`; empty if it contains no range.
std::vector<std::string> expand_first_range(const std::string& text) {
  const std::size_t options = text.find(':');
  const std::size_t dots = options == std::string::npos ? options : text.find("..", options);
  const std::size_t equals = dots == std::string::npos ? dots : text.rfind('=', dots);
  if (equals == std::string::npos) return {};
  const std::size_t end = std::min(text.find(',', dots), text.size());
  std::vector<std::string> expanded;
  for (const std::string& value :
       values_of(parse_range(text, std::string_view(text).substr(equals + 1, end - equals - 1)))) {
    expanded.push_back(text.substr(0, equals + 1) + value + text.substr(end));
  }
  return expanded;
}

}  // namespace

std::vector<StrategySpec> expand_specs(std::span<const std::string> specs) {
  std::vector<std::string> texts(specs.begin(), specs.end());
  for (std::size_t t = 0; t < texts.size();) {
    const std::vector<std::string> expanded = expand_first_range(texts[t]);
    if (expanded.empty()) {
      ++t;
      continue;
    }
    if (texts.size() - 1 + expanded.size() > kMostRuns) {
      throw OptionError(fmt::format("the ranges make more than {} runs; take larger steps", kMostRuns));
    }
    const auto place = texts.erase(texts.begin() + static_cast<std::ptrdiff_t>(t));
    texts.insert(place, expanded.begin(), expanded.end());
  }
  std::vector<StrategySpec> runs;
  for (std::string& text : texts) {
    StrategyOptions options = parse_strategy(text);
    runs.push_back({std::move(text), options});
  }
  return runs;
}

std::vector<StrategySpec> specs_for(const SideInputs& given) {
  std::vector<StrategySpec> specs;
  const auto add_if_fit = [&](std::string text) {
    StrategyOptions options = parse_strategy(text);
    if (has_what_it_needs(options, given)) specs.push_back({std::move(text), std::move(options)});
  };
  for (const StrategyInfo& strategy : strategies()) {
    const StrategyDescription& description = strategy.description;
    add_if_fit(std::string(description.name));
    if (description.ai_option.empty() || !given.ai_votes) continue;
    add_if_fit(fmt::format("{}:{}={}", description.name, description.ai_option, description.ai_example));
  }
  return specs;
}

}  // namespace crowdvote
