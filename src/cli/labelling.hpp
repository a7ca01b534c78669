#pragma once

/// From options to all that a strategy is given: what the main job and explanations share.

#include "cli/command_line.hpp"
#include "cli/input_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/run_input.hpp>

#include <functional>
#include <optional>
#include <string_view>

namespace crowdvote::cli {

/// The options that labels follow from.
struct LabellingOptions {
  InputOptions inputs;
  StrategyFlags strategy;
  RunInputOptions run_input;

  /// After parsing: fills what follows from the options as given, and checks them against each other.
  /// \param command as typed, for messages
  /// Throws OptionError.
  void finish(const CommandLine& line, std::string_view command);
  [[nodiscard]] bool uses_model() const { return inputs.model.has_value(); }
};

/// VOTES, the files beside them, the strategy and ties.
void bind_labelling(CommandLine& line, LabellingOptions& options);

/// The strategy and what it works on.
class Labelling {
 public:
  /// Throws OptionError and InputError where the strategy does not go with the other options.
  using Check = std::function<void(const ChosenStrategy&)>;

  /// Reads the model and checks the strategy, as far as it was named: what is wrong with it fails before the long
  /// work. Views its arguments.
  /// \param check what else is asked of the strategy
  Labelling(LabellingOptions& options, Check check, const RunControl& control);
  Labelling(const Labelling&) = delete;
  Labelling& operator=(const Labelling&) = delete;

  /// Reads the files, chooses the strategy where it was not named, and tells both. To be called once, and before
  /// what follows.
  void read(StageClock& clock, const RunControl& control);

  [[nodiscard]] const CrowdData& data() const { return data_; }
  [[nodiscard]] const ChosenStrategy& strategy() const { return *strategy_; }
  [[nodiscard]] const RunInput& input() const { return *input_; }
  /// What the strategy is given, the model with it; nothing is wanted yet.
  [[nodiscard]] AggregationInput view() const;
  /// Null without a model.
  [[nodiscard]] const ModelMatch* match() const { return match_ ? &*match_ : nullptr; }

 private:
  [[nodiscard]] ChosenStrategy checked(ChosenStrategy strategy) const;
  [[nodiscard]] ChosenStrategy chosen_by_data(const RunControl& control) const;

  LabellingOptions& options_;
  Check check_;
  std::optional<SavedModel> model_;
  CrowdData data_;
  std::optional<ChosenStrategy> strategy_;
  std::optional<ModelMatch> match_;
  std::optional<RunInput> input_;
};

}  // namespace crowdvote::cli
