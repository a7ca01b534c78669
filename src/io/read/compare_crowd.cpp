#include <crowdvote/compare_crowd.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_fit.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

void add_notices(const std::string& strategy, const std::vector<Notice>& notices,
                 std::vector<SharedNotice>& shared) {
  for (const Notice& notice : notices) {
    auto same = std::find_if(shared.begin(), shared.end(), [&](const SharedNotice& known) {
      return known.notice.text == notice.text && known.notice.remedy.value == notice.remedy.value;
    });
    if (same == shared.end()) same = shared.insert(same, {notice, {}});
    if (std::find(same->strategies.begin(), same->strategies.end(), strategy) == same->strategies.end()) {
      same->strategies.push_back(strategy);
    }
  }
}

/// Adds the runs on all votes or, with the mark appended to each name, on the votes of users who are not
/// experts.
void add_runs(const CrowdData& data, const RunInputOptions& run_input, std::span<const StrategySpec> specs,
              const CompareCrowdOptions& options, const RunControl& control,
              const std::function<void(CrowdRun&&)>& after_run, CrowdComparison& all) {
  const std::string_view mark = run_input.hold_out_experts ? kHeldOutMark : "";
  const RunInput input(data, run_input);
  const Grader grader(data, input);
  AggregationInput view = input.view();
  view.wants_confusion = options.wants_confusion;
  std::optional<ComparisonTruth> truth;
  if (!data.truth_of_observation.empty()) {
    truth.emplace(ComparisonTruth{data.truth_of_observation, grader.sets()});
  }
  const auto take = [&](const StrategySpec& spec, Consensus&& consensus, const ComparedRun& run) {
    add_notices(std::string(strategy_of(spec.options).name()), notices_of_fit(view, spec.options, consensus),
                all.notices);
    if (!after_run) return;
    after_run({.name = spec.text + std::string(mark),
               .strategy = spec.options,
               .consensus = consensus,
               .input = view,
               .figures = run,
               .calibration = grader.calibration(consensus)});
  };
  Comparison part = compare(view, specs, truth,
                            {.reference = options.reference,
                             .leave_out_unfit = options.leave_out_unfit,
                             .bootstrap = {.seed = options.seed}},
                            control, take);
  for (ComparedRun& run : part.runs) {
    run.spec += mark;
    if (run.against_reference) run.reference += mark;
  }
  for (LeftOutRun& run : part.left_out) run.spec += mark;
  Comparison& whole = all.comparison;
  if (whole.runs.empty()) {
    whole = std::move(part);
    return;
  }
  std::move(part.runs.begin(), part.runs.end(), std::back_inserter(whole.runs));
  std::move(part.left_out.begin(), part.left_out.end(), std::back_inserter(whole.left_out));
}

}  // namespace

std::vector<StrategySpec> compared_specs(std::span<const std::string> named, bool all,
                                         const SideInputs& given) {
  std::vector<StrategySpec> specs = expand_specs(named);
  if (all) {
    for (StrategySpec& fit : specs_for(given)) {
      const bool is_named = std::any_of(specs.begin(), specs.end(),
                                        [&](const StrategySpec& spec) { return spec.text == fit.text; });
      if (!is_named) specs.push_back(std::move(fit));
    }
  }
  std::vector<StrategyOptions> compared;
  for (const StrategySpec& spec : specs) compared.push_back(spec.options);
  check_compared_inputs(compared, given);
  return specs;
}

std::size_t index_of_reference(std::span<const StrategySpec> specs, std::string_view text) {
  if (text.empty()) return 0;
  std::vector<std::string> texts;
  for (const StrategySpec& spec : specs) {
    if (spec.text == text) return texts.size();
    texts.push_back(spec.text);
  }
  throw OptionError(fmt::format("the reference '{}' is not one of the strategies compared: expected {}", text,
                                one_of(texts)));
}

CrowdComparison compare_crowd(const CrowdData& data, std::span<const StrategySpec> specs,
                              const CompareCrowdOptions& options, const RunControl& control,
                              const std::function<void(CrowdRun&&)>& after_run) {
  const bool draws = std::any_of(specs.begin(), specs.end(), [](const StrategySpec& spec) {
    return strategy_of(spec.options).description.draws;
  });
  RunInputOptions run_input{.ties = options.ties, .seed = options.seed, .draws = draws};
  CrowdComparison all;
  add_runs(data, run_input, specs, options, control, after_run, all);
  if (!options.hold_out_experts) return all;
  run_input.hold_out_experts = true;
  add_runs(data, run_input, specs, options, control, after_run, all);
  return all;
}

}  // namespace crowdvote
