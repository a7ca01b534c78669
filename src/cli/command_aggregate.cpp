#include "cli/command_aggregate.hpp"

#include "cli/aggregate_options.hpp"
#include "cli/check_options.hpp"
#include "cli/command_table.hpp"
#include "cli/exit_codes.hpp"
#include "cli/grader.hpp"
#include "cli/narration.hpp"
#include "cli/summary.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_table.hpp>

#include <optional>

namespace crowdvote::cli {

namespace {

bool parse(const Arguments& arguments, AggregateOptions& options) {
  CommandLine line({.name = "aggregate",
                    .usage = "VOTES [options]\n       aggregate COMMAND [...]",
                    .description = "Turns the votes of a crowd into labels that people can trust.",
                    .footer = main_footer()});
  bind_votes(line, options.inputs);
  bind_side_files(line, options.inputs);
  bind_strategy_flags(line, options.strategy);
  bind_ties(line, options.ties);
  bind_outputs(line, options.outputs);
  bind_report(line, options.report);
  bind_guard(line, options.guard);
  bind_run(line, options.run);
  line.accept_configuration();
  if (!line.parse(arguments)) return false;
  options.run.apply();
  options.inputs.finish();
  options.outputs.check(options.inputs.file_paths(), options.report.page);
  return true;
}

}  // namespace

int command_aggregate(const Arguments& arguments) {
  AggregateOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const ChosenStrategy strategy = choose_strategy(options.strategy);
  check_strategy_inputs(strategy, options.inputs.paths);
  const RunControl control = options.run.control();
  const Guard guard(options.guard);
  guard.check_knows(options.strategy.spec);
  OutputFiles outputs(options.outputs);
  ReportWriter report(options.report);
  StageClock clock;

  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  tell_inputs(data);
  warn_of_ignored_ai(data, strategy, options.inputs);

  const StrategyInput input(data, options.inputs.hold_out_experts, options.ties);
  const Consensus consensus =
      clock.time("aggregate", [&] { return aggregate(input.view(), strategy.options, control); });
  tell_consensus(strategy.name(), consensus, input, options.ties.rule);

  const Grader grader(data, input);
  const std::optional<Grades> grades = clock.time(
      "evaluate", [&] { return grader.grade(strategy.options, consensus, options.ties.seed, control); });
  if (grades) tell_grades(*grades);

  clock.time("write", [&] {
    outputs.write(data, input.votes(), consensus, options.inputs.read.ai_user, control);
    report.add({.name = options.strategy.spec,
                .consensus = consensus,
                .votes = input.votes(),
                .evaluation = evaluation_of(grades),
                .calibration = calibration_of(grades),
                .seconds = clock.seconds_of("aggregate")},
               strategy.options, data);
    report.write(data);
  });
  if (outputs.wants_summary()) {
    outputs.write_summary(summary_json({options, strategy, data, input, consensus, grades, clock}));
  }
  clear_passing_line();
  outputs.publish(data, input.votes(), consensus, control);
  report.publish();
  tell_stages(clock);
  return guard.judge(
      {{options.strategy.spec, data.votes.n_observations(), consensus.n_valid(), evaluation_of(grades)}});
}

}  // namespace crowdvote::cli
