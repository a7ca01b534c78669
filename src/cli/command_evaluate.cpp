#include "cli/command_evaluate.hpp"

#include "cli/exit_codes.hpp"
#include "cli/guard_options.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/version.hpp"
#include <crowdvote/baseline.hpp>
#include <crowdvote/bootstrap.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/read_labels.hpp>
#include <crowdvote/summary.hpp>

#include <algorithm>
#include <optional>

#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

struct EvaluateOptions {
  std::string labels;
  InputOptions inputs;
  std::uint64_t seed = 0;
  std::string output = "-";
  std::optional<std::string> summary;
  GuardOptions guard;
  RunOptions run;
};

constexpr const char* kEvaluateFooter = R"(Examples:
  aggregate evaluate labels.csv --truth truth.csv
  aggregate evaluate labels.npy --votes votes.json --truth ground_truth.txt --summary summary.json

Without the votes, only the subset 'expert' is shown: all observations with a truth.
)";

bool parse(const Arguments& arguments, EvaluateOptions& options) {
  CommandLine line({.name = "aggregate evaluate",
                    .usage = "LABELS --truth FILE [options]",
                    .description = "Scores labels that were made earlier, or by another program.",
                    .footer = kEvaluateFooter});
  line.positional("LABELS", options.labels,
                  "Labels as aggregate writes them, a table observation,label, a JSON object, one label per "
                  "line, or .npy");
  OptionGroup truth = line.group("Truth and votes");
  truth.file(
      "--truth", options.inputs.paths.truth,
      "The true label of each observation, -1 for none: JSON, CSV observation,label, or one label per line");
  truth.file("--votes", options.inputs.paths.votes,
             "The votes that the labels were made from, which define the subsets");
  truth.file("--experts", options.inputs.paths.experts,
             "Users whose common vote is the truth, one per line; needs --votes");
  for (const char* role : {"truth", "votes", "experts"}) bind_query(truth, options.inputs, role);
  bind_reading(line, options.inputs);
  OptionGroup output = line.group("Output");
  output.file("-o,--output", options.output, "The table; - is standard output");
  output.file("--summary", options.summary, "Counts, options and metrics, as JSON");
  output.whole_number("--seed", options.seed, {}, "Seed of the intervals of the macro averages");
  bind_guard(line, options.guard);
  bind_run(line, options.run);
  line.accept_configuration();
  if (!line.parse(arguments)) return false;
  options.run.apply();
  return true;
}

void check(EvaluateOptions& options) {
  InputOptions& inputs = options.inputs;
  inputs.take_queries();
  if (options.labels.empty()) {
    throw OptionError("no file of labels is given, as in: aggregate evaluate labels.csv --truth truth.csv");
  }
  if (!inputs.paths.truth && !inputs.paths.experts) {
    throw OptionError("no truth is given: use --truth FILE, or --experts FILE with --votes FILE");
  }
  if (inputs.paths.experts && inputs.paths.votes.empty()) {
    throw OptionError("--experts needs --votes FILE: the truth is what the experts voted");
  }
  const InputPaths& paths = inputs.paths;
  if (options.labels == "-" && (paths.votes == "-" || paths.truth == "-" || paths.experts == "-")) {
    throw OptionError("LABELS is '-', and so is another file: standard input can be read once");
  }
  inputs.finish_without_votes();
  std::vector<std::string> files = inputs.file_paths();
  if (!is_query(options.labels)) files.push_back(options.labels);
  std::vector<NamedPath> outputs{{"--output", options.output}};
  if (options.summary) outputs.emplace_back("--summary", *options.summary);
  check_output_paths(outputs, files);
}

CrowdData read_truth_and_votes(const InputOptions& inputs, const RunControl& control) {
  if (inputs.paths.votes.empty()) return read_truth(*inputs.paths.truth, inputs.read, control);
  return read_inputs(inputs.paths, inputs.read, control);
}

void tell_labels(const GivenLabels& labels) {
  const auto n = static_cast<std::size_t>(std::count_if(labels.label.begin(), labels.label.end(),
                                                        [](LabelId label) { return label != kNoLabel; }));
  spdlog::info("read {} ({}, {} bytes): labels of {}", labels.file.path, labels.file.format,
               with_commas(labels.file.bytes), count_of(n, "observation"));
  tell_warnings(labels.warnings);
}

Evaluation grade(const GivenLabels& labels, const CrowdData& data, bool has_votes, std::uint64_t seed,
                 const RunControl& control) {
  const EvaluationSets sets = has_votes ? find_evaluation_sets(data.votes, data.truth_of_observation)
                                        : find_evaluation_sets(data.truth_of_observation);
  const GradedLabels graded{.label = labels.label,
                            .valid = labels.valid,
                            .truth = data.truth_of_observation,
                            .sets = sets,
                            .n_labels = data.labels.size(),
                            .votes = {},
                            .label_rank = data.votes.view().label_rank()};
  Evaluation evaluation = evaluate(graded);
  add_bootstrap_intervals(evaluation, graded, {.seed = seed}, control);
  return evaluation;
}

}  // namespace

int command_evaluate(const Arguments& arguments) {
  EvaluateOptions options;
  if (!parse(arguments, options)) return kExitDone;
  check(options);
  const RunControl control = options.run.control();
  const Guard guard(options.guard);
  OutputFile table(options.output);
  std::optional<OutputFile> summary;
  if (options.summary) summary.emplace(*options.summary);

  StageClock clock;
  CrowdData data = clock.time("read", [&] { return read_truth_and_votes(options.inputs, control); });
  tell_inputs(data);
  const GivenLabels labels = clock.time(
      "read labels", [&] { return read_labels(options.labels, data, options.inputs.read, control); });
  tell_labels(labels);
  const bool has_votes = !options.inputs.paths.votes.empty();
  const Evaluation evaluation =
      clock.time("evaluate", [&] { return grade(labels, data, has_votes, options.seed, control); });

  if (summary) summary->write(evaluation_summary_json(kVersion, labels, data, evaluation, options.seed));
  if (summary) summary->finish();
  table.write(format_evaluation(evaluation));
  table.publish();
  if (summary) summary->publish();
  tell_stages(clock);
  const auto n_valid = static_cast<std::size_t>(std::count(labels.valid.begin(), labels.valid.end(), 1));
  return guard.judge({{"", data.observations.size(), n_valid, evaluation}});
}

}  // namespace crowdvote::cli
