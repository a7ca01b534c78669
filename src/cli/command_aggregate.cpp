#include "cli/command_table.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/guard_options.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/report_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include "cli/version.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/summary.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

struct AggregateOptions {
  InputOptions inputs;
  StrategyFlags strategy;
  RunInputOptions run_input;
  OutputOptions outputs;
  ReportOptions report;
  GuardOptions guard;
  RunOptions run;
};
/// Beside a file, the name of a strategy is more likely a slip than another file.
void check_no_strategy_among(std::vector<std::string> votes) {
  const auto strategy = std::find_if(votes.begin(), votes.end(), [](const std::string& word) {
    return !names_file(word) && names_strategy(word);
  });
  if (strategy == votes.end() || votes.size() == 1) return;
  const std::string name = *strategy;
  votes.erase(strategy);
  throw OptionError(
      fmt::format("'{0}' is a strategy: aggregate {1} --strategy {0}", name, fmt::join(votes, " ")));
}

bool parse(const Arguments& arguments, AggregateOptions& options) {
  CommandLine line({.name = "aggregate",
                    .usage = "VOTES... [options]\n       aggregate COMMAND [...]",
                    .description = "Turns the votes of a crowd into labels that people can trust.",
                    .footer = main_footer(),
                    .main_options = {"--strategy", "--authors", "--truth", "--output", "--users", "--summary",
                                     "--report", "--threads", "--quiet", "--verbose"},
                    .screen = main_screen()});
  bind_votes(line, options.inputs);
  bind_side_files(line, options.inputs);
  bind_model(line, options.inputs);
  bind_strategy_flags(line, options.strategy);
  bind_ties(line, options.run_input);
  bind_outputs(line, options.outputs);
  bind_report(line, options.report);
  bind_guard(line, options.guard);
  if (!parse_and_apply(line, arguments, options.run)) return false;
  options.inputs.finish("aggregate");
  check_no_strategy_among(options.inputs.paths.votes);
  options.strategy.find_places(line);
  options.run_input.hold_out_experts = options.inputs.hold_out_experts;
  options.outputs.check(options.inputs.file_paths(), options.report.page);
  return true;
}

/// Throws OptionError and InputError where the strategy does not go with the other options.
ChosenStrategy checked(ChosenStrategy strategy, const AggregateOptions& options, const Guard& guard) {
  const bool uses_model = options.inputs.model.has_value();
  if (uses_model) {
    check_uses_model(strategy.options, options.inputs.side_inputs());
  } else {
    check_side_inputs(strategy.options, options.inputs.side_inputs());
  }
  options.outputs.check_given_by(strategy.options, uses_model);
  guard.check_knows(strategy.spec);
  guard.tell_other_strategy(strategy.name());
  tell_advice(strategy.options);
  return strategy;
}

/// The strategy that fits the votes which take part.
ChosenStrategy chosen_by(const CrowdData& data, const AggregateOptions& options, const Guard& guard) {
  const RunInput input(data, {.hold_out_experts = options.run_input.hold_out_experts});
  const StrategyChoice choice = choose_strategy(shape_of(input.view()));
  try {
    return checked(strategy_of_choice(options.strategy, choice), options, guard);
  } catch (const OptionError& error) {
    throw OptionError(
        fmt::format("{} (chosen by --strategy {}, as {})", error.what(), kAutomaticStrategy, choice.reason),
        error.remedy());
  }
}

}  // namespace

int command_aggregate(const Arguments& arguments) {
  AggregateOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const std::optional<SavedModel> model =
      options.inputs.model ? std::optional(read_model(*options.inputs.model)) : std::nullopt;
  const Guard guard(options.guard);
  guard.check_truth(options.inputs.has_truth());
  std::optional<ChosenStrategy> named;  // what is wrong with it fails before the long work
  if (model) {
    named = checked(choose_strategy_of(*model, options.strategy), options, guard);
  } else if (!is_automatic(options.strategy.spec)) {
    named = checked(named_strategy(options.strategy), options, guard);
  }
  options.inputs.read.keeps_label_scores =
      named && strategy_of(named->options).description.takes.ai_label_scores;
  const RunControl control = options.run.control();
  OutputFiles outputs(options.outputs);
  ReportWriter report(options.report, "aggregate", arguments);
  StageClock clock;

  CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  if (model) data.files.push_back(model->file);
  tell_inputs(data);
  tell_experts_who_judge_themselves(options.inputs);
  const ChosenStrategy strategy = named ? *std::move(named) : chosen_by(data, options, guard);
  tell_choice(strategy);
  tell_ignored_ai(data, strategy, options.inputs);

  const std::optional<ModelMatch> match =
      model ? std::optional(match_model(*model, data, options.inputs.read.fold)) : std::nullopt;
  if (match) tell_match(*match);

  options.run_input.draws = strategy_of(strategy.options).description.draws;
  const RunInput input(data, options.run_input);
  AggregationInput view = input.view();
  view.wants_probabilities = outputs.wants_probabilities();
  view.wants_confusion = options.outputs.confusion || report.is_wanted();
  view.wants_model = outputs.wants_model();
  view.wants_last_changes = options.outputs.explanations.has_value();
  if (match) view.known = match->known;
  outputs.check_size(view, control);
  const Consensus consensus =
      clock.time("aggregate", [&] { return aggregate(view, strategy.options, control); });
  tell_consensus(strategy, consensus, options.run_input.ties);
  tell_fit(strategy.spec, notices_of_fit(view, strategy.options, consensus));

  const Grader grader(data, input);
  const std::optional<Grades> grades =
      clock.time("evaluate", [&] { return grader.grade(consensus, options.run_input.seed, control); });
  const bool grades_come_last = options.outputs.rows_shown().has_value();
  if (grades && !grades_come_last) tell_grades(*grades);

  const RunResult result{data, view, consensus, options.inputs.read.ai_user, strategy.options};
  clock.time("write", [&] {
    outputs.write(result, control);
    report.add({.name = strategy.spec,
                .consensus = consensus,
                .input = view,
                .evaluation = grades ? std::optional(grades->evaluation) : std::nullopt,
                .calibration = grades ? std::optional(grades->calibration) : std::nullopt,
                .seconds = clock.seconds_of("aggregate")},
               strategy.options, data);
    report.write(data);
  });
  clock.time("sync", [&] { outputs.sync(); });
  if (outputs.wants_summary()) {
    outputs.write_summary(summary_json(
        {.version = kVersion,
         .strategy = strategy.options,
         .input_options = options.run_input,
         .read_options = options.inputs.read,
         .only_valid = options.outputs.only_valid,
         .threads = options.run.thread_count(),
         .data = data,
         .input = input,
         .consensus = consensus,
         .grades = grades,
         .stages = clock.stages(),
         .model = match ? &*match : nullptr,
         .strategy_reason = strategy.choice ? std::optional(strategy.choice->reason) : std::nullopt,
         .total_seconds = clock.seconds_since_start()}));
  }
  clear_passing_line();
  clock.time("publish", [&] {
    outputs.publish(result, control);
    report.publish();
  });
  tell_rows_left(consensus, options.outputs);
  if (grades && grades_come_last) tell_grades(*grades);
  tell_stages(clock);
  return guard.judge({{strategy.spec, data.votes.n_observations(), consensus.n_valid(),
                       grades ? std::optional(grades->evaluation) : std::nullopt}});
}

}  // namespace crowdvote::cli
