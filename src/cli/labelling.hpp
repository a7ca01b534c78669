#pragma once

/// From options to the complete input of a strategy; shared by the main command and by explanations.

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

/// The options that determine the labels.
struct LabellingOptions {
  InputOptions inputs;
  StrategyFlags strategy;
  RunInputOptions run_input;

  /// After parsing: fills the derived members from the option texts and checks that they agree.
  /// \param command as typed, for messages
  /// Throws OptionError.
  void finish(const CommandLine& line, std::string_view command);
  [[nodiscard]] bool uses_model() const { return inputs.model.has_value(); }
};

/// Adds VOTES, the files beside them, the strategy and ties.
void bind_labelling(CommandLine& line, LabellingOptions& options);

/// The strategy and its input.
class Labelling {
 public:
  /// Throws OptionError or InputError if the strategy does not fit the other options.
  using Check = std::function<void(const ChosenStrategy&)>;

  /// Reads the model and checks the strategy, if it was named, so that errors come before the long work.
  /// Keeps references to its arguments.
  /// \param check further requirements on the strategy
  Labelling(LabellingOptions& options, Check check, const RunControl& control);
  Labelling(const Labelling&) = delete;
  Labelling& operator=(const Labelling&) = delete;

  /// Reads the files, chooses the strategy unless it was named, and reports both. Has to be called once,
  /// before the functions below.
  void read(StageClock& clock, const RunControl& control);

  [[nodiscard]] const CrowdData& data() const { return data_; }
  [[nodiscard]] const ChosenStrategy& strategy() const { return *strategy_; }
  [[nodiscard]] const RunInput& input() const { return *input_; }
  /// The input of the strategy, including the model; no optional results are requested yet.
  [[nodiscard]] AggregationInput view() const;
  /// Null if there is no model.
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
