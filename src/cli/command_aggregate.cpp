#include "cli/command_table.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/guard_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/labelling.hpp"
#include "cli/messages.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/report_options.hpp"
#include "cli/run_options.hpp"
#include "cli/shared_run.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include "cli/version.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/memory.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/summary.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

struct AggregateOptions {
  LabellingOptions labelling;
  OutputOptions outputs;
  ReportOptions report;
  GuardOptions guard;
  RunOptions run;
};

/// After a file, the name of a strategy is more likely a mistake than another file.
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

/// \param processes that share the run; null if there are none
bool parse(const Arguments& arguments, AggregateOptions& options, const Exchange* processes) {
  const bool is_shared = processes != nullptr;
  CommandLine line({.name = is_shared ? "aggregate-mpi" : "aggregate",
                    .usage = is_shared ? "VOTES... --strategy SPEC [options]"
                                       : "VOTES... [options]\n       aggregate COMMAND [...]",
                    .description = "Turns the votes of a crowd into labels that people can trust.",
                    .footer = is_shared ? shared_footer() : main_footer(),
                    .main_options = {"--strategy", "--authors", "--truth", "--output", "--users", "--summary",
                                     "--report", "--threads", "--quiet", "--verbose"},
                    .screen = is_shared ? "" : main_screen()});
  bind_labelling(line, options.labelling);
  bind_outputs(line, options.outputs);
  bind_report(line, options.report);
  bind_guard(line, options.guard);
  if (!parse_and_apply(line, arguments, options.run)) return false;
  options.labelling.finish(line, "aggregate");
  check_no_strategy_among(options.labelling.inputs.paths.votes);
  options.labelling.inputs.also_reads(options.run.configuration);
  options.labelling.inputs.also_reads(options.guard.baseline);
  if (is_shared) options.outputs.take_part(*processes);
  options.outputs.check(options.labelling.inputs.file_paths(), options.report.page);
  if (is_shared) check_can_be_shared(options.labelling, options.outputs, options.report);
  return true;
}

/// \param processes that share the run; null if this process is the only one
int run_aggregate(const Arguments& arguments, Exchange* processes) {
  AggregateOptions options;
  if (!parse(arguments, options, processes)) return kExitDone;
  const std::uint64_t peak_at_start = peak_resident_memory();
  RunControl control = options.run.control();
  // A process that was started alone has all of the data.
  if (processes != nullptr && processes->size() > 1) control.processes = processes;
  const bool is_first = is_first_process(control);
  if (processes != nullptr) {
    end_on_interrupt();
    // Writes all rows, as to a file: a terminal, which would get fewer, cannot be told from a pipe here.
    options.outputs.show = options.outputs.labels == "-" ? "all" : "";
    if (!is_first) set_verbosity(Verbosity::quiet);
  }
  const Guard guard(options.guard, control);
  guard.check_truth(options.labelling.inputs.has_truth());
  const auto check = [&](const ChosenStrategy& strategy) {
    options.outputs.check_given_by(strategy.options, options.labelling.uses_model());
    guard.check_knows(strategy.spec);
    guard.tell_other_strategy(strategy.name());
    if (processes == nullptr) return;
    check_can_be_shared(strategy);
    options.labelling.inputs.read.observations_together = observations_together(strategy);
  };
  Labelling labelling(options.labelling, check, control);
  OutputFiles outputs(options.outputs, is_first);
  ReportWriter report(options.report, "aggregate", arguments);
  StageClock clock;

  labelling.read(clock, control);
  const CrowdData& data = labelling.data();
  const ChosenStrategy& strategy = labelling.strategy();
  const RunInput& input = labelling.input();
  const RunInputOptions& run_input = options.labelling.run_input;
  const ReadOptions& read_options = options.labelling.inputs.read;
  AggregationInput view = labelling.view();
  view.wants_probabilities = outputs.wants_probabilities();
  view.wants_confusion = options.outputs.confusion || report.is_wanted();
  const bool explains = options.outputs.explanations.has_value();
  view.wants_model = outputs.wants_model() || (explains && is_explained_by_model(view, strategy.options));
  view.wants_last_changes = explains;
  outputs.check_size(view, control);
  const std::uint64_t sent_before = processes == nullptr ? 0 : processes->bytes_sent();
  const Consensus consensus =
      clock.time("aggregate", [&] { return aggregate(view, strategy.options, control); });
  if (processes != nullptr) {
    const std::uint64_t sent_for_strategy = processes->bytes_sent() - sent_before;
    tell_bytes_sent(gather_values(*processes, std::vector<std::uint64_t>{sent_before, sent_for_strategy}),
                    consensus.diagnostics.iterations());
  }
  const std::size_t n_observations = data.n_observations();
  const std::size_t n_valid = sum_over_processes(control, consensus.n_valid());
  tell_consensus(strategy, consensus, {n_observations, n_valid}, run_input.ties);
  if (processes == nullptr) tell_fit(strategy.spec, notices_of_fit(view, strategy.options, consensus));

  const Grader grader(data, input);
  const std::optional<Grades> grades =
      clock.time("evaluate", [&] { return grader.grade(consensus, run_input.seed, control); });
  const std::optional<Evaluation> evaluation = grades ? std::optional(grades->evaluation) : std::nullopt;
  const bool grades_come_last = options.outputs.rows_shown().has_value();
  if (grades && !grades_come_last) tell_grades(*grades);

  const RunResult result{data, view, consensus, read_options.ai_user, strategy.options};
  if (report.is_wanted()) {
    report.add_copies(
        clock.time("copies", [&] { return find_copies(view, consensus, strategy.options, control); }));
  }
  clock.time("write", [&] {
    outputs.write(result, control);
    if (!report.is_wanted()) return;
    report.add({.name = strategy.spec,
                .consensus = consensus,
                .input = view,
                .evaluation = evaluation,
                .calibration = grades ? std::optional(grades->calibration) : std::nullopt,
                .options = applied_options(strategy.options),
                .seconds = clock.seconds_of("aggregate")},
               data);
    report.write(data);
  });
  if (control.processes != nullptr) {
    const auto shares = gather_values_at_first(
        *control.processes,
        std::vector<ProcessShare>{{.votes = data.votes.n_votes(),
                                   .observations = data.observations.size(),
                                   .users = data.users.size(),
                                   .peak_at_start = peak_at_start,
                                   .peak_after_reading = clock.peak_after("read"),
                                   .peak_after_aggregating = clock.peak_after("aggregate"),
                                   .peak_after_writing = clock.peak_after("write")}});
    if (is_first) tell_shares(shares);
  }
  clock.time("sync", [&] { outputs.sync(); });
  outputs.write_manifests(result, control);
  if (outputs.wants_summary()) {
    outputs.write_summary(summary_json(
        {.version = kVersion,
         .strategy = strategy.options,
         .input_options = run_input,
         .read_options = read_options,
         .only_valid = options.outputs.only_valid,
         .threads = options.run.thread_count(),
         .data = data,
         .input = input,
         .consensus = consensus,
         .n_valid = n_valid,
         .grades = grades,
         .stages = clock.stages(),
         .model = labelling.match(),
         .strategy_reason = strategy.choice ? std::optional(strategy.choice->reason) : std::nullopt,
         .total_seconds = clock.seconds_since_start()}));
  }
  const Verdict verdict =
      is_first ? guard.judge({{strategy.spec, n_observations, n_valid, evaluation}}) : Verdict({}, "");
  clear_passing_line();
  clock.time("publish", [&] { outputs.publish(result, report.files(), verdict.code(), control); });
  tell_rows_left(consensus, options.outputs);
  if (grades && grades_come_last) tell_grades(*grades);
  tell_stages(clock);
  verdict.tell();
  return verdict.code();
}

}  // namespace

int command_aggregate(const Arguments& arguments) { return run_aggregate(arguments, nullptr); }

int aggregate_with_others(const Arguments& arguments, Exchange& processes) {
  apply_message_style(arguments);
  if (!arguments.empty() && arguments.front() == "simulate") {
    return simulate_with_others({arguments.begin() + 1, arguments.end()}, processes);
  }
  for (const DescribedCommand& command : describe_commands()) {
    if (arguments.empty() || command.name != "aggregate " + arguments.front()) continue;
    throw OptionError(fmt::format(
        "several processes do the main job and simulate: {} is the command, or give the file as ./{}",
        command.name, arguments.front()));
  }
  return run_aggregate(arguments, &processes);
}

}  // namespace crowdvote::cli
