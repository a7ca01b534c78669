#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/guard_options.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/report_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/compare_crowd.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

struct ComparisonOptions {
  InputOptions inputs;
  std::vector<std::string> strategies;
  bool all = false;       ///< every strategy that fits, after those named
  std::string reference;  ///< empty: the first one
  RunInputOptions run_input;
  FiguresOutput output;
  bool intervals = false;
  ReportOptions report;
  GuardOptions guard;
  RunOptions run;
};

constexpr std::string_view kCompareFooter = R"(Examples:
  aggregate compare votes.json mv wawa twothird plantnet --truth truth.csv
  aggregate compare votes.csv --all --truth truth.csv
  aggregate compare votes.json plantnet plantnet:theta-acc=0.5..0.9:0.1 --truth truth.csv -o table.md
  aggregate compare votes.json plantnet plantnet:ai-strategy=fixed plantnet:ai-strategy=confident \
      --ai-votes ai_votes.json --ai-scores ai_scores.json --truth truth.csv

Each value of from..to:step is a run of its own. Each accuracy is tested against the reference's with
McNemar's exact test. With --hold-out-experts every strategy runs with and without the experts' votes.
)";

/// The strategies begin with the first word that follows a file and is not a file. A file after a strategy,
/// or no file before it, is reported as a mistake.
void split_words(std::vector<std::string>& words, std::vector<std::string>& strategies) {
  if (words.empty()) return;
  const auto is_strategy = [](const std::string& word) { return !names_file(word) && names_strategy(word); };
  auto first = std::find_if(words.begin(), words.end(), is_strategy);
  if (first == words.end() && words.size() > 1) {
    // A misspelt strategy is reported as one, but a first word that is not a file as a missing file.
    first = std::find_if_not(words.begin() + 1, words.end(), names_file);
  }
  strategies.insert(strategies.begin(), first, words.end());
  words.erase(first, words.end());
  const auto is_only_file = [](const std::string& word) { return names_file(word) && !names_strategy(word); };
  if (!words.empty() && std::none_of(strategies.begin(), strategies.end(), is_only_file)) return;
  const std::string slip =
      words.empty() ? strategies.front() : *std::find_if(strategies.begin(), strategies.end(), is_only_file);
  const auto later_files = std::stable_partition(
      strategies.begin(), strategies.end(), [&](const std::string& word) { return !is_only_file(word); });
  words.insert(words.end(), later_files, strategies.end());
  strategies.erase(later_files, strategies.end());
  if (words.empty()) words.emplace_back("votes.csv");
  throw OptionError(fmt::format("'{}' is a {}, and the files of votes come first: aggregate compare {} {}",
                                slip, is_only_file(slip) ? "file" : "strategy", fmt::join(words, " "),
                                fmt::join(strategies, " ")));
}

void check_none_is_automatic(const std::vector<std::string>& specs) {
  if (std::none_of(specs.begin(), specs.end(), is_automatic)) return;
  throw OptionError(
      fmt::format("{} is not a strategy to compare: it chooses one for the main job. Name the strategies, or "
                  "compare all that fit with --all",
                  kAutomaticStrategy));
}

bool parse(const Arguments& arguments, ComparisonOptions& options) {
  CommandLine line(
      {.name = "aggregate compare",
       .usage = "VOTES... STRATEGY... [options]",
       .description = "Runs several strategies on one read of the votes, side by side.",
       .footer = std::string(kCompareFooter),
       .main_options = {"--all", "--truth", "--experts", "--authors", "--reference", "--output", "--format",
                        "--intervals", "--report", "--baseline", "--threads", "--quiet"}});
  bind_votes(line, options.inputs);
  line.positionals("STRATEGY", options.strategies,
                   "SPECs as for --strategy of the main job: name:option=value,...");
  bind_side_files(line, options.inputs);
  OptionGroup comparison = line.group("Comparison");
  comparison.flag("--all", options.all,
                  "Compare every strategy that fits the data, after those that are named");
  comparison.text("--reference", "STRATEGY", options.reference,
                  "The one that the others are tested against, as written in the list; by default the first");
  bind_ties(line, options.run_input);
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "The tables");
  output.flag("--intervals", options.intervals,
              "Show every figure, with its interval, in wider tables; files always have all of them, and -v "
              "implies this");
  bind_report(line, options.report);
  bind_guard(line, options.guard);
  if (!parse_and_apply(line, arguments, options.run)) return false;
  // VOTES takes all words.
  std::vector<std::string>& words = options.inputs.paths.votes;
  if (options.inputs.queries["votes"].empty()) {
    split_words(words, options.strategies);
  } else {
    options.strategies.insert(options.strategies.begin(), words.begin(), words.end());
    words.clear();
  }
  options.inputs.finish("aggregate compare");
  check_none_is_automatic(options.strategies);
  std::vector<NamedPath> outputs{{"--output", options.output.path}};
  if (options.report.page) outputs.push_back({"--report", *options.report.page, ".html"});
  options.inputs.also_reads(options.run.configuration);
  options.inputs.also_reads(options.guard.baseline);
  check_output_paths(outputs, options.inputs.file_paths());
  return true;
}

ComparisonDetail detail_of(const ComparisonOptions& options) {
  const bool wants_all = options.output.path != "-" || options.intervals || options.run.verbose;
  return wants_all ? ComparisonDetail::all : ComparisonDetail::main_figures;
}

std::vector<StrategySpec> chosen_specs(const ComparisonOptions& options) {
  if (options.strategies.empty() && !options.all) {
    throw OptionError(
        "no strategy to compare is given, as in: aggregate compare votes.json mv plantnet; --all compares "
        "every one");
  }
  std::vector<StrategySpec> specs =
      compared_specs(options.strategies, options.all, options.inputs.side_inputs());
  for (const StrategySpec& spec : specs) tell_advice(spec.options);
  static_cast<void>(index_of_reference(specs, options.reference));  // a wrong name fails before the long work
  return specs;
}

CrowdComparison compare_all(const CrowdData& data, const std::vector<StrategySpec>& specs,
                            const ComparisonOptions& options, ReportWriter& report,
                            const RunControl& control) {
  const CompareCrowdOptions compare_options{.reference = index_of_reference(specs, options.reference),
                                            .leave_out_unfit = options.all,
                                            .hold_out_experts = options.inputs.hold_out_experts,
                                            .wants_confusion = report.is_wanted(),
                                            .ties = options.run_input.ties,
                                            .seed = options.run_input.seed};
  const auto add_to_report = [&](CrowdRun&& run) {
    report.add({.name = std::move(run.name),
                .consensus = run.consensus,
                .input = run.input,
                .evaluation = run.figures.evaluation,
                .calibration = std::move(run.calibration),
                .options = applied_options(run.strategy),
                .seconds = run.figures.seconds},
               data);
  };
  CrowdComparison compared = compare_crowd(data, specs, compare_options, control, add_to_report);
  report.add_tests(compared.comparison);
  return compared;
}

std::vector<RunFigures> figures_of(const Comparison& comparison) {
  std::vector<RunFigures> figures;
  for (const ComparedRun& run : comparison.runs) {
    figures.push_back({run.spec, comparison.n_observations, run.n_valid, run.evaluation});
  }
  return figures;
}

}  // namespace

int command_compare(const Arguments& arguments) {
  ComparisonOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const std::vector<StrategySpec> specs = chosen_specs(options);
  options.inputs.read.keeps_label_scores =
      std::any_of(specs.begin(), specs.end(),
                  [](const StrategySpec& spec) { return inputs_taken_by(spec.options).ai_label_scores; });
  const RunControl control = options.run.control();
  const Guard guard(options.guard, control);
  guard.check_truth(options.inputs.has_truth());
  for (const StrategySpec& spec : specs) {
    guard.check_knows(spec.text);
    guard.tell_other_strategy(strategy_of(spec.options).name());
    if (options.inputs.hold_out_experts) guard.check_knows(spec.text + std::string(kHeldOutMark));
  }
  const FiguresFormat format = options.output.chosen_format();
  OutputFile table(options.output.path);
  ReportWriter report(options.report, "aggregate compare", arguments);
  StageClock clock;

  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  tell_inputs(data);
  const CrowdComparison compared =
      clock.time("compare", [&] { return compare_all(data, specs, options, report, control); });
  const Comparison& comparison = compared.comparison;
  clear_passing_line();
  for (const SharedNotice& shared : compared.notices) {
    tell_fit(fmt::format("{}", fmt::join(shared.strategies, ", ")), {shared.notice});
  }
  for (const LeftOutRun& run : comparison.left_out) {
    spdlog::warn("{} is left out: {}", run.spec, run.reason);
  }
  tell_gold_left_out(comparison);
  tell_far_below_majority(comparison);
  const Verdict verdict = guard.judge(figures_of(comparison));
  clock.time("write", [&] {
    report.write(data);
    table.write(format_comparison(comparison, format, detail_of(options)));
    std::vector<OutputFile*> files = report.files();
    files.push_back(&table);
    publish(files, verdict.code());
  });
  tell_stages(clock);
  verdict.tell();
  return verdict.code();
}

}  // namespace crowdvote::cli
