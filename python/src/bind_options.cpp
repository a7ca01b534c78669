#include "bindings.hpp"
#include "hints.hpp"
#include "options.hpp"
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

std::vector<std::string> words_of(const SideInputs& inputs) {
  std::vector<std::string> words;
  if (inputs.authors) words.emplace_back("authors");
  if (inputs.ai_votes) words.emplace_back("ai_votes");
  if (inputs.ai_scores) words.emplace_back("ai_scores");
  if (inputs.ai_label_scores) words.emplace_back("ai_label_scores");
  if (inputs.weights) words.emplace_back("weights");
  if (inputs.gold) words.emplace_back("gold");
  return words;
}

std::vector<std::string> words_of(const StrategyOutputs& outputs) {
  std::vector<std::string> words;
  if (outputs.weight) words.emplace_back("weight");
  if (outputs.skill) words.emplace_back("skill");
  if (outputs.probabilities) words.emplace_back("probabilities");
  if (outputs.confusion) words.emplace_back("confusion");
  if (outputs.objective) words.emplace_back("objective");
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
  fields["takes"] = words_of(description.takes);
  fields["gives"] = words_of(description.gives);
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
  module.def("nearest_word", [](const std::string& word, const std::vector<std::string>& words) {
    return nearest_word(word, words);
  });
}

}  // namespace crowdvote::python
