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
#include <crowdvote/compare.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_input.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

struct ComparisonOptions {
  InputOptions inputs;
  std::vector<std::string> strategies;
  bool all = false;       ///< every strategy that fits, behind those named
  std::string reference;  ///< empty: the first
  RunInputOptions run_input;
  FiguresOutput output;
  bool intervals = false;
  ReportOptions report;
  GuardOptions guard;
  RunOptions run;
};

constexpr const char* kHeldOutMark = " (experts held out)";

constexpr std::string_view kCompareFooter = R"(Examples:
  aggregate compare votes.json mv wawa twothird plantnet --truth truth.csv
  aggregate compare votes.csv --all --truth truth.csv
  aggregate compare votes.json plantnet plantnet:theta-acc=0.5..0.9:0.1 --truth truth.csv -o table.md
  aggregate compare votes.json plantnet plantnet:ai-strategy=fixed plantnet:ai-strategy=confident \
      --ai-votes ai_votes.json --ai-scores ai_scores.json --truth truth.csv

A value from..to:step stands for a run each. Each accuracy is tested against the reference's with
McNemar's exact test. With --hold-out-experts every strategy runs with and without the experts' votes.
)";

/// The strategies begin with the first word behind a file that is none. A file behind them, or none before,
/// is a slip that the words themselves tell.
void split_words(std::vector<std::string>& words, std::vector<std::string>& strategies) {
  if (words.empty()) return;
  const auto is_strategy = [](const std::string& word) { return !names_file(word) && names_strategy(word); };
  auto first = std::find_if(words.begin(), words.end(), is_strategy);
  if (first == words.end() && words.size() > 1) {
    // A misspelt strategy is told as such, the first word as a file that is not there.
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
  // VOTES takes all the words there are.
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

std::size_t index_of_reference(const std::vector<StrategySpec>& specs, const std::string& reference) {
  if (reference.empty()) return 0;
  const auto found = std::find_if(specs.begin(), specs.end(),
                                  [&](const StrategySpec& spec) { return spec.text == reference; });
  if (found != specs.end()) return static_cast<std::size_t>(found - specs.begin());
  std::vector<std::string> texts;
  for (const StrategySpec& spec : specs) texts.push_back(spec.text);
  throw OptionError(fmt::format("--reference '{}' is none of the strategies compared: expected {}", reference,
                                one_of(texts)));
}

template <class Holds>
bool any_of_strategies(const std::vector<StrategySpec>& specs, const Holds& hold) {
  return std::any_of(specs.begin(), specs.end(),
                     [&](const StrategySpec& spec) { return hold(strategy_of(spec.options).description); });
}

void add_those_that_fit(const SideInputs& given, std::vector<StrategySpec>& specs) {
  for (StrategySpec& fit : specs_for(given)) {
    const bool is_named = std::any_of(specs.begin(), specs.end(),
                                      [&](const StrategySpec& named) { return named.text == fit.text; });
    if (!is_named) specs.push_back(std::move(fit));
  }
}

std::vector<StrategySpec> chosen_specs(const ComparisonOptions& options) {
  if (options.strategies.empty() && !options.all) {
    throw OptionError(
        "no strategy to compare is given, as in: aggregate compare votes.json mv plantnet; --all compares "
        "every one");
  }
  std::vector<StrategySpec> specs = expand_specs(options.strategies);
  if (options.all) add_those_that_fit(options.inputs.side_inputs(), specs);
  std::vector<StrategyOptions> compared;
  for (const StrategySpec& spec : specs) compared.push_back(spec.options);
  check_compared_inputs(compared, options.inputs.side_inputs());
  for (const StrategyOptions& strategy : compared) tell_advice(strategy);
  static_cast<void>(index_of_reference(specs, options.reference));  // a wrong one fails before the long work
  return specs;
}

/// What strategies could not do on the votes: a fact of several is told once.
class FitFacts {
 public:
  void add(const std::string& strategy, const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
      const auto same = std::find_if(facts_.begin(), facts_.end(), [&](const Fact& fact) {
        return fact.notice.text == notice.text && fact.notice.remedy.value == notice.remedy.value;
      });
      Fact& fact = same != facts_.end() ? *same : facts_.emplace_back(Fact{notice, {}});
      if (std::find(fact.strategies.begin(), fact.strategies.end(), strategy) == fact.strategies.end()) {
        fact.strategies.push_back(strategy);
      }
    }
  }

  void tell() const {
    for (const Fact& fact : facts_)
      tell_fit(fmt::format("{}", fmt::join(fact.strategies, ", ")), {fact.notice});
  }

 private:
  struct Fact {
    Notice notice;
    std::vector<std::string> strategies;
  };
  std::vector<Fact> facts_;
};

/// Compares on all votes or, with a mark behind each name, on those of users who are no experts.
Comparison compare_on(const RunInput& input, const std::string& mark, const CrowdData& data,
                      const std::vector<StrategySpec>& specs, const ComparisonOptions& options,
                      ReportWriter& report, FitFacts& facts, const RunControl& control) {
  const Grader grader(data, input);
  AggregationInput view = input.view();
  view.wants_confusion = report.is_wanted();
  std::optional<ComparisonTruth> truth;
  if (!data.truth_of_observation.empty()) {
    truth.emplace(ComparisonTruth{data.truth_of_observation, grader.sets()});
  }
  Comparison comparison =
      compare(view, specs, truth,
              {.reference = index_of_reference(specs, options.reference),
               .leave_out_unfit = options.all,
               .bootstrap = {.seed = options.run_input.seed}},
              control, [&](const StrategySpec& spec, Consensus&& consensus, const ComparedRun& run) {
                facts.add(std::string(strategy_of(spec.options).name()),
                          notices_of_fit(view, spec.options, consensus));
                if (!report.is_wanted()) return;
                report.add({.name = spec.text + mark,
                            .consensus = consensus,
                            .input = view,
                            .evaluation = run.evaluation,
                            .calibration = grader.calibration(consensus),
                            .seconds = run.seconds},
                           spec.options, data);
              });
  report.add_tests(comparison);
  for (ComparedRun& run : comparison.runs) run.spec += mark;
  for (LeftOutRun& run : comparison.left_out) run.spec += mark;
  return comparison;
}

Comparison compare_all(const CrowdData& data, const std::vector<StrategySpec>& specs,
                       const ComparisonOptions& options, ReportWriter& report, FitFacts& facts,
                       const RunControl& control) {
  RunInputOptions run_input = options.run_input;
  run_input.draws =
      any_of_strategies(specs, [](const StrategyDescription& strategy) { return strategy.draws; });
  const RunInput all_votes(data, run_input);
  Comparison comparison = compare_on(all_votes, "", data, specs, options, report, facts, control);
  if (!options.inputs.hold_out_experts) return comparison;
  run_input.hold_out_experts = true;
  const RunInput without_experts(data, run_input);
  Comparison held_out =
      compare_on(without_experts, kHeldOutMark, data, specs, options, report, facts, control);
  std::move(held_out.runs.begin(), held_out.runs.end(), std::back_inserter(comparison.runs));
  std::move(held_out.left_out.begin(), held_out.left_out.end(), std::back_inserter(comparison.left_out));
  return comparison;
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
  options.inputs.read.keeps_label_scores = any_of_strategies(
      specs, [](const StrategyDescription& strategy) { return strategy.takes.ai_label_scores; });
  const RunControl control = options.run.control();
  const Guard guard(options.guard, control);
  guard.check_truth(options.inputs.has_truth());
  for (const StrategySpec& spec : specs) {
    guard.check_knows(spec.text);
    guard.tell_other_strategy(strategy_of(spec.options).name());
    if (options.inputs.hold_out_experts) guard.check_knows(spec.text + kHeldOutMark);
  }
  const FiguresFormat format = options.output.chosen_format();
  OutputFile table(options.output.path);
  ReportWriter report(options.report, "aggregate compare", arguments);
  StageClock clock;

  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  tell_inputs(data);
  FitFacts facts;
  const Comparison comparison =
      clock.time("compare", [&] { return compare_all(data, specs, options, report, facts, control); });
  clear_passing_line();
  facts.tell();
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
