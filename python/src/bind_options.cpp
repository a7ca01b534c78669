#include "bindings.hpp"
#include "hints.hpp"
#include "options.hpp"
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <string_view>

#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

/// "ai_votes" for "AI votes".
std::vector<std::string> words_of(const std::vector<std::string_view>& names) {
  std::vector<std::string> words;
  for (const std::string_view name : names) {
    std::string& word = words.emplace_back(name);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
      return c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  }
  return words;
}

py::dict dict_of(const OptionDescription& option) {
  py::dict fields;
  fields["name"] = keyword(option.name);
  fields["type"] = option.type;
  fields["default"] = option.default_value;
  fields["allowed"] = option.allowed;
  fields["help"] = option.help;
  return fields;
}

py::dict dict_of(const StrategyInfo& strategy) {
  const StrategyDescription& description = strategy.description;
  py::dict fields;
  fields["name"] = std::string(description.name);
  fields["summary"] = std::string(description.summary);
  fields["source"] = std::string(description.source);
  fields["takes"] = words_of(names_of(description.takes));
  fields["gives"] = words_of(names_of(description.gives));
  fields["draws"] = description.draws;
  fields["most_labels"] = description.most_labels;
  py::list options;
  for (const OptionDescription& option : describe_options(strategy.defaults)) options.append(dict_of(option));
  fields["options"] = options;
  return fields;
}

}  // namespace

StrategyOptions strategy_options(const std::string& spec,
                                 const std::vector<std::pair<std::string, std::string>>& options) {
  StrategyOptions chosen = parse_strategy(spec);
  for (const auto& [name, value] : options) set_option(chosen, name, value);
  return chosen;
}

void bind_options(py::module_& module) {
  module.def("reading_keywords", &reading_keywords);
  module.def("strategies", [] {
    py::list all;
    for (const StrategyInfo& strategy : strategies()) all.append(dict_of(strategy));
    return all;
  });
  module.def(
      "spec_of",
      [](const std::string& spec, const std::vector<std::pair<std::string, std::string>>& options) {
        const StrategyOptions chosen = strategy_options(spec, options);
        return std::pair(std::string(strategy_of(chosen).name()),
                         option_values(with_defaults_filled(chosen)));
      },
      "The name of the strategy, and its options as they are applied.");
  module.def(
      "inputs_taken",
      [](const std::string& spec, const std::vector<std::pair<std::string, std::string>>& options) {
        return words_of(names_of(inputs_taken_by(strategy_options(spec, options))));
      },
      "The inputs besides the votes that the strategy uses with these options.");
  module.def("nearest_word", [](const std::string& word, const std::vector<std::string>& words) {
    return nearest_word(word, words);
  });
}

}  // namespace crowdvote::python
