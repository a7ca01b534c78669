#include "cli/labelling.hpp"

#include "cli/narration.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/strategy_table.hpp>

#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

void LabellingOptions::finish(const CommandLine& line, std::string_view command) {
  inputs.finish(command);
  strategy.find_places(line);
  run_input.hold_out_experts = inputs.hold_out_experts;
}

void bind_labelling(CommandLine& line, LabellingOptions& options) {
  bind_votes(line, options.inputs);
  bind_side_files(line, options.inputs);
  bind_model(line, options.inputs);
  bind_strategy_flags(line, options.strategy);
  bind_ties(line, options.run_input);
}

Labelling::Labelling(LabellingOptions& options, Check check, const RunControl& control)
    : options_(options), check_(std::move(check)) {
  if (options.uses_model()) {
    model_ = read_model(*options.inputs.model, control);
    strategy_ = checked(choose_strategy_of(*model_, options.strategy));
  } else if (!is_automatic(options.strategy.spec)) {
    strategy_ = checked(named_strategy(options.strategy));
  }
  options.inputs.read.keeps_label_scores = strategy_ && inputs_taken_by(strategy_->options).ai_label_scores;
}

ChosenStrategy Labelling::checked(ChosenStrategy strategy) const {
  if (options_.uses_model()) {
    check_uses_model(strategy.options, options_.inputs.side_inputs());
  } else {
    check_side_inputs(strategy.options, options_.inputs.side_inputs());
  }
  check_(strategy);
  tell_advice(strategy.options);
  return strategy;
}

/// The strategy that fits the votes that take part.
ChosenStrategy Labelling::chosen_by_data(const RunControl& control) const {
  const RunInput input(data_, {.hold_out_experts = options_.run_input.hold_out_experts});
  const StrategyChoice choice = choose_strategy(shape_of(input.view()), control);
  try {
    return checked(strategy_of_choice(options_.strategy, choice));
  } catch (const OptionError& error) {
    throw OptionError(
        fmt::format("{} (chosen by --strategy {}, as {})", error.what(), kAutomaticStrategy, choice.reason),
        error.remedy());
  }
}

void Labelling::read(StageClock& clock, const RunControl& control) {
  const InputOptions& inputs = options_.inputs;
  data_ = clock.time("read", [&] { return read_inputs(inputs.paths, inputs.read, control); });
  if (model_) data_.files.push_back(model_->file);
  tell_inputs(data_);
  tell_experts_who_judge_themselves(inputs);
  if (!strategy_) strategy_ = chosen_by_data(control);
  tell_choice(*strategy_);
  tell_ignored_ai(data_, *strategy_, inputs);
  if (model_) {
    match_ = match_model(*model_, data_, inputs.read.fold);
    tell_match(*match_);
  }
  options_.run_input.draws = strategy_of(strategy_->options).description.draws;
  input_.emplace(data_, options_.run_input);
}

AggregationInput Labelling::view() const {
  AggregationInput view = input_->view();
  if (match_) view.known = match_->known;
  return view;
}

}  // namespace crowdvote::cli
