#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/guard_options.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/version.hpp"
#include <crowdvote/baseline.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/grade.hpp>
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
  std::optional<std::string> probabilities;
  InputOptions inputs;
  std::uint64_t seed = 0;
  FiguresOutput output;
  std::optional<std::string> summary;
  GuardOptions guard;
  RunOptions run;
};

constexpr const char* kEvaluateFooter = R"(Examples:
  aggregate evaluate labels.csv --truth truth.csv
  aggregate evaluate labels.npy --votes votes.json --truth ground_truth.txt --summary summary.json
  aggregate evaluate --probabilities probabilities.csv --truth truth.csv

Without the votes, only the subset 'expert' is shown: all observations with a truth.
)";

bool parse(const Arguments& arguments, EvaluateOptions& options) {
  CommandLine line({.name = "aggregate evaluate",
                    .usage = "[LABELS] --truth FILE [options]",
                    .description = "Scores labels that were made earlier, or by another program.",
                    .footer = kEvaluateFooter,
                    .main_options = {"--truth", "--votes", "--experts", "--output", "--format", "--summary",
                                     "--baseline", "--max-drop", "--quiet"}});
  line.positional("LABELS", options.labels,
                  "Labels as aggregate writes them, a table observation,label, a JSON object, one label per "
                  "line, or .npy");
  line.group("Labels").file(
      "--probabilities", options.probabilities,
      "Probabilities of labels, as aggregate writes them, for log loss, Brier score and "
      "calibration; without LABELS, the most probable labels are graded");
  OptionGroup truth = line.group("Truth and votes");
  truth.file(
      "--truth", options.inputs.paths.truth,
      "The true label of each observation, -1 for none: JSON, CSV observation,label, or one label per line");
  truth.list("--votes", "FILE", options.inputs.paths.votes,
             "The votes that the labels were made from, which define the subsets; several files as they were "
             "given then, each with --votes");
  truth.file("--experts", options.inputs.paths.experts,
             "Users whose common vote is the truth, one per line; needs --votes");
  for (const char* role : {"truth", "votes", "experts"}) bind_query(truth, options.inputs, role);
  bind_reading(line, options.inputs);
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "The figures");
  output.file("--summary", options.summary, "Counts, options and metrics, as JSON");
  output.whole_number("--seed", options.seed, {}, "Seed of the intervals of the macro averages");
  bind_guard(line, options.guard);
  return parse_and_apply(line, arguments, options.run);
}

void check(EvaluateOptions& options) {
  InputOptions& inputs = options.inputs;
  inputs.take_queries();
  if (options.labels.empty() && !options.probabilities) {
    throw OptionError("no file of labels is given, as in: aggregate evaluate labels.csv --truth truth.csv");
  }
  if (!inputs.paths.truth && !inputs.paths.experts) {
    throw OptionError("no truth is given: use --truth FILE, or --experts FILE with --votes FILE");
  }
  if (inputs.paths.experts && inputs.paths.votes.empty()) {
    throw OptionError("--experts needs --votes FILE: the truth is what the experts voted");
  }
  if (!inputs.without.empty() && inputs.paths.votes.empty()) {
    throw OptionError(
        "--without leaves out the votes of a user, and there are none: add --votes FILE, or leave it out");
  }
  inputs.finish_without_votes();
  inputs.also_reads(options.run.configuration);
  inputs.also_reads(options.guard.baseline);
  std::vector<std::string> files = inputs.file_paths();
  std::vector<std::string> given = inputs.paths.votes;
  for (const auto& path : {std::optional(options.labels), options.probabilities}) {
    if (!path || path->empty()) continue;
    given.push_back(*path);
    if (!is_query(*path)) files.push_back(*path);
  }
  for (const auto& path : {inputs.paths.truth, inputs.paths.experts}) given.push_back(path.value_or(""));
  if (std::count(given.begin(), given.end(), "-") > 1) {
    throw OptionError("two files are '-': standard input can be read only once");
  }
  std::vector<NamedPath> outputs{{"--output", options.output.path}};
  if (options.summary) outputs.push_back({"--summary", *options.summary, ".json"});
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

}  // namespace

int command_evaluate(const Arguments& arguments) {
  EvaluateOptions options;
  if (!parse(arguments, options)) return kExitDone;
  check(options);
  const RunControl control = options.run.control();
  const Guard guard(options.guard, control);
  const FiguresFormat format = options.output.chosen_format();
  OutputFile table(options.output.path);
  std::optional<OutputFile> summary;
  if (options.summary) summary.emplace(*options.summary);

  StageClock clock;
  CrowdData data = clock.time("read", [&] { return read_truth_and_votes(options.inputs, control); });
  tell_inputs(data);
  const auto labels_path = options.labels.empty() ? std::nullopt : std::optional(options.labels);
  const LabelsToGrade given = clock.time("read labels", [&] {
    return read_labels_to_grade(labels_path, options.probabilities, data, options.inputs.read, control);
  });
  const GivenLabels& labels = given.labels;
  if (labels_path && given.probabilities) tell_warnings(given.probabilities->warnings);
  tell_labels(labels);
  const bool has_votes = !options.inputs.paths.votes.empty();
  const Evaluation evaluation =
      clock.time("evaluate", [&] { return grade_labels(given, data, has_votes, options.seed, control); });

  const auto written_as = [&](FiguresFormat as) {
    return format_labels_evaluation(kVersion, labels, data, evaluation, options.seed, as);
  };
  std::vector<OutputFile*> files;
  if (summary) {
    summary->write(written_as(FiguresFormat::json));
    files.push_back(&*summary);
  }
  table.write(written_as(format));
  files.push_back(&table);
  const auto n_valid = static_cast<std::size_t>(std::count(labels.valid.begin(), labels.valid.end(), 1));
  const Verdict verdict = guard.judge({{"", data.observations.size(), n_valid, evaluation}});
  publish(files, verdict.code());
  tell_stages(clock);
  verdict.tell();
  return verdict.code();
}

}  // namespace crowdvote::cli
